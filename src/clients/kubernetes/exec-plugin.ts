import { resolve } from 'node:path';
import { ProbeError } from '../../domain/probe-error.ts';
import type { CommandResult } from '../command.ts';
import { bearer, NoAccess } from './access.ts';
import { fieldsOf, listOf, textOf } from './fields.ts';

/** Runs a program within limits, with further variables. Rejects with a ProbeError. */
export type RunPlugin = (
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) => Promise<CommandResult>;

/** What a program has given us to log in with. */
export interface PluginCredential {
  readonly headers: Readonly<Record<string, string>>;
  /** PEM. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Milliseconds since the epoch; undefined: as long as the server takes it. */
  readonly expiresAt: number | undefined;
}

export interface PluginSource {
  readonly run: RunPlugin;
  /** The kubeconfig's: relative paths start from it. */
  readonly folder: string;
}

/** Runs what a kubeconfig's entry `exec` says, as client.authentication.k8s.io has it. */
export async function askPlugin(
  exec: unknown,
  { run, folder }: PluginSource,
): Promise<PluginCredential> {
  const { apiVersion, command, args, env } = fieldsOf(exec);
  const name = textOf(command) ?? '';
  const file = name.includes('/') ? resolve(folder, name) : name;
  const variables = listOf(env).flatMap((entry) => {
    const [name, value] = [textOf(fieldsOf(entry)['name']), textOf(fieldsOf(entry)['value'])];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const result = await run(
    file,
    listOf(args).flatMap((arg) => textOf(arg) ?? []),
    { ...Object.fromEntries(variables), KUBERNETES_EXEC_INFO: JSON.stringify(info) },
  ).catch((error: unknown) => failed(file, error));
  // What it prints, on stderr as well, may be secret.
  if (result.exitCode !== 0)
    throw new NoAccess(`the program ${file} that logs in ended with exit code ${result.exitCode}`);
  return credentialIn(result.stdout, file);
}

/** Its message would hold the arguments. */
function failed(file: string, cause: unknown): never {
  const why =
    cause instanceof ProbeError && cause.reason === 'ToolMissing' ? 'is missing' : 'failed';
  throw new NoAccess(`the program ${file} that logs in ${why}`);
}

function credentialIn(stdout: string, file: string): PluginCredential {
  const what = `what the program ${file} printed`;
  const status = fieldsOf(fieldsOf(parsed(stdout))['status']);
  const token = textOf(status['token']);
  const cert = textOf(status['clientCertificateData']);
  const key = textOf(status['clientKeyData']);
  if (token === undefined && cert === undefined) throw new NoAccess(`${what} is no credential`);
  const expiresAt = Date.parse(textOf(status['expirationTimestamp']) ?? '');
  return {
    headers: token === undefined ? {} : bearer(token, what),
    cert,
    key,
    expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt,
  };
}

/** Undefined for what is not JSON: the error would quote it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
