import type { RunTool } from '../clients/command.ts';
import { answerOrError } from '../domain/probe-error.ts';
import type { RuleList, RuleQuery } from '../domain/probes.ts';
import { failedCommand } from './failed-command.ts';
import { wrongFormat } from './json-fields.ts';
import { nftChain } from './nft.ts';

/** A program that reads one backend's rules. */
export interface IptablesTool {
  /** iptables, ip6tables-legacy, … */
  readonly file: string;
  readonly backend: RuleList['backend'];
  /** What `iptables -V` prints. */
  readonly version: string;
}

/** No such chain, table or rule. */
const absent = /No chain\/target\/match by that name|does not exist|Bad rule/;

/** Undefined when this backend has no such chain. */
export async function askBackend(
  run: RunTool,
  { tool, query }: { readonly tool: IptablesTool; readonly query: RuleQuery },
): Promise<RuleList | undefined> {
  const args = [...waitForLock(tool.version), '-t', query.table, '-S', ...selection(query)];
  const result = await run(tool.file, args);
  if (result.exitCode === 0) {
    const rules = parseRules(result.stdout);
    // A table or chain has at least its own line; only a single rule may not be there.
    if (rules.length === 0 && query.rule === undefined) throw wrongFormat('iptables -S');
    return { backend: tool.backend, rules };
  }
  if (absent.test(result.stderr) || (await isAbsentForNft(run, query, result.stderr)))
    return undefined;
  throw failedCommand([tool.file, ...args].join(' '), result);
}

/** Before 1.6 the option took no number. */
const waitForLock = (version: string): readonly string[] =>
  /v1\.[0-5]\./.test(version) ? ['-w'] : ['-w', '1'];

function selection({ chain, rule }: RuleQuery): readonly string[] {
  if (chain === undefined) return [];
  return rule === undefined ? [chain] : [chain, String(rule)];
}

/** 1.8.8 and 1.8.9 say the same of a chain that is missing and of one that they cannot read. */
async function isAbsentForNft(
  run: RunTool,
  { family, table, chain }: RuleQuery,
  stderr: string,
): Promise<boolean> {
  if (chain === undefined || !stderr.includes("is incompatible, use 'nft' tool")) return false;
  const query = { family: family === 4 ? 'ip' : 'ip6', table, chain } as const;
  return (await answerOrError(nftChain(run, query))) === undefined;
}

/** Throws a ProbeError for anything but rules and comments. */
export function parseRules(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  if (!lines.every((line) => /^-[APN] /.test(line))) throw wrongFormat('iptables -S');
  return lines;
}
