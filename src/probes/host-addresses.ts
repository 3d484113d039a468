import { isIP } from 'node:net';
import type { RunTool } from '../clients/command.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { failedCommand } from './failed-command.ts';
import { wrongFormat } from './json-fields.ts';

/** getent's exit code for a name that nobody knows, and env's where there is no getent. */
const notFound = 2;
const noGetent = 127;

/** Else the C library waits 5 s for a dead nameserver before it asks the next. */
const hurry = 'RES_OPTIONS=timeout:1 attempts:2';

/**
 * The addresses of a host, in the order in which a program on this node tries them; empty when it
 * has none. Not dns.lookup: its thread cannot be stopped, and while a nameserver is silent it
 * holds up the reading of files, and our own end.
 */
export async function hostAddresses(run: RunTool, host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  if (host.startsWith('-')) return [];
  const result = await run('env', [hurry, 'getent', 'ahosts', host]);
  if (result.exitCode === notFound) return [];
  if (result.exitCode === noGetent) throw new ProbeError('ToolMissing', 'getent is not installed');
  if (result.exitCode !== 0) throw failedCommand('getent', result);
  const words = [...result.stdout.matchAll(/^\S+/gm)].map(([word]) => word);
  const addresses = new Set(words.filter((word) => isIP(word) !== 0));
  if (addresses.size === 0) throw wrongFormat('getent');
  return [...addresses];
}
