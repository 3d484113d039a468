import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { readUpTo, withOpened } from './bounded-read.ts';
import { failedRead } from './failed-read.ts';
import { hostPath } from './host-path.ts';

/** Where distributions keep the authorities that every program of the node trusts. */
const bundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
];

/** The bundle of a distribution has a quarter of a mebibyte. */
const maxBytes = 4 * 1024 * 1024;

/** What the node trusts, with the authorities of one more file. Each file is read once. */
export function createTrust(hostRoot: string): (caFile?: string) => Promise<SecureContext> {
  const contexts = new Map<string | undefined, Promise<SecureContext>>();
  return (caFile) => {
    const context = contexts.get(caFile) ?? readTrust(hostRoot, caFile);
    contexts.set(caFile, context);
    return context;
  };
}

async function readTrust(hostRoot: string, caFile: string | undefined): Promise<SecureContext> {
  const own = caFile === undefined ? [] : [await readOwn(hostRoot, caFile)];
  return createSecureContext({ ca: [...(await systemAuthorities(hostRoot)), ...own] });
}

/** Node's own where the node has no bundle. */
async function systemAuthorities(hostRoot: string): Promise<readonly string[]> {
  for (const path of bundles) {
    const text = await readCertificates(hostRoot, path).catch(() => undefined);
    if (text !== undefined) return [text];
  }
  return rootCertificates;
}

async function readOwn(hostRoot: string, caFile: string): Promise<string> {
  try {
    return await readCertificates(hostRoot, caFile);
  } catch (cause) {
    throw failedRead(caFile, cause);
  }
}

async function readCertificates(hostRoot: string, path: string): Promise<string> {
  const content = await withOpened(await hostPath(hostRoot, path), (handle) =>
    readUpTo(handle, maxBytes),
  );
  // OpenSSL passes over whatever is no certificate, and would then trust nobody.
  if (!content.includes('-----BEGIN ')) throw new Error('it holds no certificate');
  return content.toString('utf8');
}
