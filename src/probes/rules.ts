import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult, RunTool } from '../clients/command.ts';
import { errorCode } from '../domain/error-code.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { RuleList, RuleQuery } from '../domain/probes.ts';
import { failedCommand } from './failed-command.ts';
import { failedRead } from './failed-read.ts';
import { askBackend, type IptablesTool } from './iptables-backend.ts';

/** Asks both of iptables' backends. Versions are asked for once in the life of the function. */
export function createRules(
  run: RunTool,
  netRoot = '/proc/net',
): (query: RuleQuery) => Promise<readonly RuleList[]> {
  const once = shareAnswers(run);

  return async (query) => {
    const file = query.family === 4 ? 'iptables' : 'ip6tables';
    const hasLegacyTable = (await legacyTables(netRoot, query)).includes(query.table);
    const answer = await answerOrError(once(file, ['-V']));
    if (answer instanceof ProbeError) {
      if (answer.reason !== 'ToolMissing' || hasLegacyTable) throw answer;
      return withoutIptables(once, { query, missing: answer });
    }
    // Merely to ask the legacy backend loads its modules and makes the table.
    const plain = { file, backend: backendOf(answer.stdout), version: answer.stdout };
    return askBackends(run, {
      plain,
      query,
      backends: hasLegacyTable ? ['nft', 'legacy'] : ['nft'],
    });
  };
}

const backendOf = (version: string): RuleList['backend'] =>
  version.includes('(nf_tables)') ? 'nft' : 'legacy';

/** Of the backends, the one that is not the plain tool's may have a tool of its own. */
async function askBackends(
  run: RunTool,
  question: {
    readonly plain: IptablesTool;
    readonly query: RuleQuery;
    readonly backends: readonly RuleList['backend'][];
  },
): Promise<readonly RuleList[]> {
  const { plain, query, backends } = question;
  const lists = backends.map((backend) => {
    if (backend === plain.backend) return askBackend(run, { tool: plain, query });
    const tool = { ...plain, backend, file: `${plain.file}-${backend}` };
    return askIfInstalled(run, { tool, query });
  });
  return (await Promise.all(lists)).filter((list) => list !== undefined);
}

async function askIfInstalled(
  ...question: Parameters<typeof askBackend>
): Promise<RuleList | undefined> {
  const answer = await answerOrError(askBackend(...question));
  if (!(answer instanceof ProbeError)) return answer;
  if (answer.reason === 'ToolMissing') return undefined;
  throw answer;
}

/** The tables of the legacy backend that are in use. */
async function legacyTables(netRoot: string, { family }: RuleQuery): Promise<readonly string[]> {
  const path = join(netRoot, family === 4 ? 'ip_tables_names' : 'ip6_tables_names');
  try {
    return (await readFile(path, 'utf8')).split('\n');
  } catch (cause) {
    return legacyTablesAfter(cause, path);
  }
}

/** What it means that the list of tables cannot be read. */
export function legacyTablesAfter(error: unknown, path: string): readonly string[] {
  const code = errorCode(error);
  if (code === 'ENOENT') return [];
  if (code === 'EACCES' || code === 'EPERM')
    throw new ProbeError('NotPermitted', `${path} may not be read`, { cause: error });
  throw failedRead(path, error);
}

/** nft can tell that there are no rules; rules that iptables made, it shows in another form. */
async function withoutIptables(
  once: RunTool,
  { query, missing }: { readonly query: RuleQuery; readonly missing: ProbeError },
): Promise<readonly RuleList[]> {
  const answer = await answerOrError(once('nft', ['list', 'tables']));
  if (answer instanceof ProbeError) throw missing;
  if (answer.exitCode !== 0) throw failedCommand('nft list tables', answer);
  const table = `table ${query.family === 4 ? 'ip' : 'ip6'} ${query.table}`;
  if (answer.stdout.split('\n').includes(table)) throw missing;
  return [];
}

function shareAnswers(run: RunTool): RunTool {
  const answers = new Map<string, Promise<CommandResult>>();
  return (file, args) => {
    const command = [file, ...args].join(' ');
    const answer = answers.get(command) ?? run(file, args);
    answers.set(command, answer);
    return answer;
  };
}
