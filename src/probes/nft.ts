import type { RunTool } from '../clients/command.ts';
import type { NftChain } from '../domain/probes.ts';
import { failedCommand } from './failed-command.ts';
import { wrongFormat } from './json-fields.ts';

/** No such table or chain; or a kernel without nftables, which can hold none. */
const absent = /No such file or directory|Protocol not supported/;

/** The lines inside the chain's braces; undefined when there is no such chain. */
export async function nftChain(
  run: RunTool,
  { family, table, chain }: NftChain,
): Promise<readonly string[] | undefined> {
  const args = ['-t', 'list', 'chain', family, table, chain];
  const result = await run('nft', args);
  if (result.exitCode === 0) return parseNftChain(result.stdout);
  if (absent.test(result.stderr)) return undefined;
  throw failedCommand(['nft', ...args].join(' '), result);
}

export function parseNftChain(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const start = lines.findIndex((line) => /^chain \S+ \{/.test(line));
  const end = lines.indexOf('}', start);
  if (start < 0 || end < 0) throw wrongFormat('nft list chain');
  return lines.slice(start + 1, end);
}
