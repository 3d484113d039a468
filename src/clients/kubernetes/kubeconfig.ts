import { NoAccess } from './access.ts';
import { fieldsOf, textOf } from './fields.ts';

/** A part of a kubeconfig that stands in it, or in a file that it names. */
export interface Part {
  readonly data?: string | undefined;
  readonly file?: string | undefined;
}

/** The cluster and the user of a kubeconfig's current context. */
export interface Kubeconfig {
  readonly server: string;
  readonly serverName?: string | undefined;
  readonly insecure: boolean;
  readonly proxy?: string | undefined;
  /** PEM; `data` in base64. */
  readonly ca: Part;
  readonly cert: Part;
  readonly key: Part;
  /** `data` as it is. */
  readonly token: Part;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly impersonated?: string | undefined;
  /** What the entry `exec` holds. */
  readonly exec?: unknown;
  /** Name of a way to log in that the loader knows and we do not. */
  readonly authProvider?: string | undefined;
}

/** Reads it with the official loader, which opens none of the files that it names. Throws NoAccess. */
export async function parseKubeconfig(text: string, path: string): Promise<Kubeconfig> {
  const loaded = await load(text);
  const cluster = loaded?.getCurrentCluster();
  if (!cluster)
    throw new NoAccess(`${path} is no kubeconfig with a cluster in its current context`);
  const user = fieldsOf(loaded?.getCurrentUser());
  const login = fieldsOf(user['authProvider']);
  const tokenFile = textOf(fieldsOf(login['config'])['tokenFile']);
  return {
    server: cluster.server,
    serverName: textOf(cluster.tlsServerName),
    insecure: cluster.skipTLSVerify,
    proxy: textOf(cluster.proxyUrl),
    ca: { data: textOf(cluster.caData), file: textOf(cluster.caFile) },
    cert: { data: textOf(user['certData']), file: textOf(user['certFile']) },
    key: { data: textOf(user['keyData']), file: textOf(user['keyFile']) },
    token: { data: textOf(user['token']), file: tokenFile },
    username: textOf(user['username']),
    password: textOf(user['password']),
    impersonated: textOf(user['impersonateUser']),
    exec: user['exec'] ?? undefined,
    authProvider: textOf(login['name']),
  };
}

/** Undefined for what the loader does not take: its message quotes the text, which may hold a key. */
async function load(text: string) {
  // Nobody without a kubeconfig pays for it; the client's whole API, which it imports, stays out of the bundle.
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  try {
    config.loadFromString(withTokenFiles(oneDocument(text)));
    return config;
  } catch {
    return undefined;
  }
}

/**
 * As the kubelet reads it: of several documents the first, and of keys that come twice the last.
 * Magnum's boot script appends its file to what an earlier run has left.
 */
function oneDocument(text: string): string {
  const [first = ''] = text.split(/^---.*$/m).filter((part) => part.trim() !== '');
  const document = `\n${first}`;
  const last = document.lastIndexOf('\napiVersion:');
  return last === document.indexOf('\napiVersion:') ? document : document.slice(last);
}

/** The loader does not know `tokenFile`, but a provider of its own that reads one. */
const withTokenFiles = (document: string): string =>
  document.replace(
    /(["']?)\btoken-?[Ff]ile\1\s*:\s*("[^"\n]*"|'[^'\n]*'|[^\s,}]+)/g,
    'auth-provider: {config: {tokenFile: $2}}',
  );
