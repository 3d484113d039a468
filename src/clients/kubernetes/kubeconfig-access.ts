import { dirname, resolve } from 'node:path';
import { type Access, bearer, NoAccess, type ReadFile, readText, serverUrl } from './access.ts';
import { nodeNameIn } from './certificate-name.ts';
import type { PluginCredential } from './exec-plugin.ts';
import type { Kubeconfig, Part } from './kubeconfig.ts';

export interface KubeconfigSource {
  /** Relative names in it start from its folder. */
  readonly path: string;
  readonly readFile: ReadFile;
  /** Asks the program of an entry `exec`; without it there is none that may be run. */
  readonly login?: ((exec: unknown) => Promise<PluginCredential>) | undefined;
}

type Credential = Pick<Access, 'cert' | 'key' | 'headers'>;

/** The access that a kubeconfig gives. Throws NoAccess. */
export async function kubeconfigAccess(
  config: Kubeconfig,
  source: KubeconfigSource,
): Promise<Access> {
  const [ca, credential] = await Promise.all([
    pem(config.ca, source),
    credentialOf(config, source),
  ]);
  const { serverName, proxy, insecure } = config;
  const server = serverUrl(config.server, `the server in ${source.path}`);
  const isNobody = credential.cert === undefined && Object.keys(credential.headers).length === 0;
  // Magnum's clusters without TLS know no users.
  if (isNobody && server.startsWith('https:'))
    throw new NoAccess(`${source.path} holds no credentials`);
  const nodeName = nodeNameIn(credential.cert);
  return {
    server,
    insecure,
    ...credential,
    ...(ca !== undefined && { ca }),
    ...(serverName !== undefined && { serverName }),
    ...(proxy !== undefined && { proxy: proxyUrl(proxy, source.path) }),
    ...(nodeName !== undefined && { nodeName }),
  };
}

/** The kubelet's own name in a kubeconfig of which nothing else is used. */
export const kubeletName = async (
  { cert }: Kubeconfig,
  source: KubeconfigSource,
): Promise<string | undefined> => nodeNameIn(await pem(cert, source).catch(() => undefined));

async function credentialOf(config: Kubeconfig, source: KubeconfigSource): Promise<Credential> {
  const { exec, authProvider, impersonated } = config;
  if (authProvider !== undefined)
    throw new NoAccess(`${source.path} logs in with ${authProvider}, which is not supported`);
  const own = exec === undefined ? await ownCredential(config, source) : await login(exec, source);
  const { cert, key, headers } = own;
  return {
    ...(cert !== undefined && key !== undefined && { cert, key }),
    headers: {
      ...headers,
      ...(impersonated !== undefined && { 'impersonate-user': impersonated }),
    },
  };
}

async function ownCredential(config: Kubeconfig, source: KubeconfigSource) {
  const [cert, key, headers] = await Promise.all([
    pem(config.cert, source),
    pem(config.key, source),
    authorization(config, source),
  ]);
  return { cert, key, headers };
}

/** A program on the node runs as root for whoever can write the node's files: only the operator's may. */
async function login(exec: unknown, { path, login: ask }: KubeconfigSource) {
  if (ask === undefined)
    throw new NoAccess(
      `${path} logs in with a program, which is run for the kubeconfig of the option only`,
    );
  return ask(exec);
}

async function authorization(
  { token, username, password }: Kubeconfig,
  source: KubeconfigSource,
): Promise<Readonly<Record<string, string>>> {
  const text = token.file === undefined ? token.data : await textOfFile(token.file, source);
  if (text !== undefined) return bearer(text, token.file ?? `the token in ${source.path}`);
  if (username === undefined) return {};
  const encoded = Buffer.from(`${username}:${password ?? ''}`).toString('base64');
  return { authorization: `Basic ${encoded}` };
}

/** As kubectl has it, what stands in the file itself comes first. */
async function pem({ data, file }: Part, source: KubeconfigSource): Promise<string | undefined> {
  if (data) return Buffer.from(data, 'base64').toString('utf8');
  return file ? textOfFile(file, source) : undefined;
}

const textOfFile = (file: string, { path, readFile }: KubeconfigSource): Promise<string> =>
  readText(resolve(dirname(path), file), readFile);

function proxyUrl(text: string, path: string): string {
  const url = URL.parse(text);
  const isKnown = url !== null && ['http:', 'https:', 'socks5:'].includes(url.protocol);
  if (isKnown && isDecodable(url.username + url.password)) return text;
  throw new NoAccess(`the proxy in ${path} is not an http, https or socks5 URL`);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
