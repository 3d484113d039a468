import { dirname } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import {
  type Access,
  NoAccess,
  problemOf,
  type ReadFile,
  readText,
  serverUrl,
} from './kubernetes/access.ts';
import { askPlugin, type PluginCredential, type RunPlugin } from './kubernetes/exec-plugin.ts';
import { parseKubeconfig } from './kubernetes/kubeconfig.ts';
import { kubeconfigAccess, kubeletName } from './kubernetes/kubeconfig-access.ts';
import { firstKubelet, kubeletFiles } from './kubernetes/kubelet-files.ts';
import { serviceAccountAccess, tokenFile } from './kubernetes/service-account.ts';

export interface AccessOptions {
  /** The operator's own kubeconfig; empty: none. */
  readonly kubeconfig: string;
  /** The API server's URL in place of any other; empty: none. */
  readonly server: string;
  /** This process's variables. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Reads a file of this process's own file system. */
  readonly readFile: ReadFile;
  /** Reads a file of the host's. */
  readonly readHostFile: ReadFile;
  readonly runPlugin: RunPlugin;
  readonly clock: Clock;
}

export type FoundAccess =
  | { readonly kind: 'access'; readonly access: Access }
  /** `detail` says what was looked for. */
  | { readonly kind: 'none'; readonly detail: string };

/** Knows how to reach the API server; credentials rotate, so that nobody may keep an answer. */
export interface AccessSource {
  /** As it was within the last minute, or, asked for it afresh, as it is now. Never rejects. */
  find(options?: { readonly afresh: boolean }): Promise<FoundAccess>;
}

/** How old an answer may be; client-go, too, reads a token again after this time. */
const freshMs = 60_000;

export function createAccess(options: AccessOptions): AccessSource {
  const { clock, kubeconfig, runPlugin } = options;
  let credential: PluginCredential | undefined;
  let last: { readonly at: number; readonly found: Promise<FoundAccess> } | undefined;

  const login: Login = async (exec) => {
    const { expiresAt = Number.POSITIVE_INFINITY } = credential ?? {};
    if (credential === undefined || expiresAt <= clock.now())
      credential = await askPlugin(exec, { run: runPlugin, folder: dirname(kubeconfig) });
    return credential;
  };

  return {
    find({ afresh } = { afresh: false }) {
      const now = clock.elapsed();
      if (last !== undefined && !afresh && now - last.at < freshMs) return last.found;
      if (afresh) credential = undefined;
      last = { at: now, found: asFound(search(options, login)) };
      return last.found;
    },
  };
}

type Login = (exec: unknown) => Promise<PluginCredential>;

async function asFound(searched: Promise<Access>): Promise<FoundAccess> {
  try {
    return { kind: 'access', access: await searched };
  } catch (error) {
    return { kind: 'none', detail: problemOf(error) };
  }
}

async function search(options: AccessOptions, login: Login): Promise<Access> {
  const { kubeconfig: path, readFile, readHostFile } = options;
  const told =
    options.server === '' ? undefined : serverUrl(options.server, 'the option kubernetes.server');
  if (path !== '') {
    const config = await parseKubeconfig(await readText(path, readFile), path);
    return at(told, await kubeconfigAccess(config, { path, readFile, login }));
  }
  const token = await readFile(tokenFile);
  if (token.kind !== 'absent') return at(told, await podAccess(options, told));
  const { value, problems } = await firstKubelet(readHostFile, kubeconfigAccess);
  if (value === undefined) throw new NoAccess(nothingFound(problems));
  return at(told, value);
}

async function podAccess(
  { environment, readFile, readHostFile }: AccessOptions,
  told: string | undefined,
): Promise<Access> {
  const { value: kubelet } = await firstKubelet(readHostFile, async (config, source) => ({
    server: serverUrl(config.server, `the server in ${source.path}`),
    nodeName: await kubeletName(config, source),
  }));
  const kubeletServer = told ?? kubelet?.server;
  const access = await serviceAccountAccess({ environment, readFile, kubeletServer });
  return { ...access, ...(kubelet?.nodeName !== undefined && { nodeName: kubelet.nodeName }) };
}

function at(told: string | undefined, access: Access): Access {
  const { otherServer: _, ...others } = access;
  return told === undefined ? access : { ...others, server: told };
}

const nothingFound = (problems: readonly string[]): string =>
  [
    `there are no credentials for the API server: no service account (${tokenFile})`,
    `and no kubeconfig of a kubelet (${kubeletFiles.join(', ')})`,
    ...problems,
  ].join('; ');
