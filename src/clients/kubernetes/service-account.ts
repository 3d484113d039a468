import { isIPv6 } from 'node:net';
import { type Access, bearer, NoAccess, type ReadFile, readText } from './access.ts';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
export const tokenFile = `${folder}/token`;

export interface ServiceAccountSource {
  /** This process's variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readFile: ReadFile;
  /** Where this node's kubelet asks the API server. */
  readonly kubeletServer?: string | undefined;
}

/**
 * The access that a pod's service account gives. It goes where the kubelet goes, because the
 * service address needs the very kube-proxy that may be broken. The token is safe there: only
 * ca.crt vouches for the server, so that nobody but this cluster's API server ever sees it, also
 * when the kubelet's file is left over from another cluster. Then, and where the kubelet's address
 * is not for pods, the service address is next. Throws NoAccess.
 */
export async function serviceAccountAccess({
  environment,
  readFile,
  kubeletServer,
}: ServiceAccountSource): Promise<Access> {
  const [token, ca] = await Promise.all([
    readText(tokenFile, readFile),
    readText(`${folder}/ca.crt`, readFile),
  ]);
  const servers = [
    kubeletServer?.startsWith('https:') ? kubeletServer : undefined,
    serviceAddress(environment),
  ];
  const [server, otherServer] = servers.filter((address) => address !== undefined);
  if (server === undefined)
    throw new NoAccess('KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set');
  return {
    server,
    ...(otherServer !== undefined && { otherServer }),
    ca,
    insecure: false,
    headers: bearer(token, tokenFile),
  };
}

function serviceAddress({
  KUBERNETES_SERVICE_HOST: host,
  KUBERNETES_SERVICE_PORT: port,
}: ServiceAccountSource['environment']): string | undefined {
  if (!host || !port) return undefined;
  return `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
