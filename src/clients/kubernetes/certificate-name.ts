import { X509Certificate } from 'node:crypto';

/** The name of the node whose kubelet shows this certificate; undefined for any other. */
export function nodeNameIn(pem: string | undefined): string | undefined {
  try {
    const { subject } = new X509Certificate(pem ?? '');
    return /^CN=system:node:(\S+)$/m.exec(subject)?.[1];
  } catch {
    return undefined;
  }
}
