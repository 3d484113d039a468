import { maskSecrets } from '../domain/mask-secrets.ts';
import type { Process, RuleQuery } from '../domain/probes.ts';
import type { Recorded } from '../domain/recorded.ts';
import { maskedJson } from './mask-json.ts';
import { lineOnFile, shownText } from './shown-files.ts';
import type { TextFile } from './tar.ts';

type Probe = Recorded['probe'];
type RecordedOf<Name extends Probe> = Extract<Recorded, { readonly probe: Name }>;

/** The answers of the probes as files: texts where a person knows them as text, the others as JSON. */
export const recordedFiles = (recorded: readonly Recorded[]): readonly TextFile[] => [
  { name: 'rules.txt', text: rulesText(recorded) },
  { name: 'processes.txt', text: select(recorded, 'processes').map(processesText).join('') },
  { name: 'files.txt', text: filesText(recorded) },
  { name: 'answers.json', text: answersText(recorded) },
  ...select(recorded, 'file').flatMap(contentsOf),
];

const select = <Name extends Probe>(
  recorded: readonly Recorded[],
  name: Name,
): readonly RecordedOf<Name>[] =>
  recorded.filter((each): each is RecordedOf<Name> => each.probe === name);

const rulesText = (recorded: readonly Recorded[]): string =>
  [
    ...select(recorded, 'rules').flatMap(iptablesSections),
    ...select(recorded, 'nftChain').map(nftSection),
  ].join('\n');

function iptablesSections({ args: [query], answer, error }: RecordedOf<'rules'>) {
  const title = iptablesCommand(query);
  if (answer === undefined || answer.length === 0)
    return [section(title, [error ?? 'nothing of that name'])];
  return answer.map(({ backend, rules }) => section(`${title} (${backend})`, rules));
}

const iptablesCommand = ({ family, table, chain, rule }: RuleQuery): string =>
  [family === 4 ? 'iptables' : 'ip6tables', '-t', table, '-S', chain, rule]
    .filter((part) => part !== undefined)
    .join(' ');

const nftSection = ({ args: [chain], answer, error }: RecordedOf<'nftChain'>): string =>
  section(
    `nft list chain ${chain.family} ${chain.table} ${chain.chain}`,
    answer ?? [error ?? 'nothing of that name'],
  );

const section = (title: string, lines: readonly string[]): string =>
  `# ${title}\n${lines.map((line) => `${line}\n`).join('')}`;

function processesText({ answer, error }: RecordedOf<'processes'>): string {
  if (answer === undefined) return `${error}\n`;
  const seen = answer.complete ? 'all processes of the host are seen' : 'not all are seen';
  return `# ${seen}\n${answer.processes.map((process) => `${commandLine(process)}\n`).join('')}`;
}

function commandLine({ pid, args, environment, stopped, startedAt }: Process): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const state = stopped ? 'stopped' : 'runs';
  const line = [...variables, ...args.map(withoutSecret)].join(' ');
  return `${pid} ${state} since ${new Date(startedAt).toISOString()}: ${maskSecrets(line)}`;
}

/** Also a secret that is an argument of its own, after the flag that names it. */
const withoutSecret = (arg: string, index: number, args: readonly string[]): string =>
  /^-.*(?:pass|secret|token|credential|key)[^=]*$/i.test(args[index - 1] ?? '') ? '***' : arg;

const filesText = (recorded: readonly Recorded[]): string =>
  [...select(recorded, 'file'), ...select(recorded, 'endOfFile')]
    .map(({ args: [path], answer, error }) =>
      answer === undefined ? `${path}: ${error}\n` : `${lineOnFile(answer)}\n`,
    )
    .sort()
    .join('');

function contentsOf({ answer }: RecordedOf<'file'>): readonly TextFile[] {
  const text = answer && shownText(answer);
  return answer === undefined || text === undefined ? [] : [{ name: `files${answer.path}`, text }];
}

/** Those that have no file of their own. */
const elsewhere: readonly Probe[] = ['rules', 'nftChain', 'processes', 'file', 'endOfFile'];

const answersText = (recorded: readonly Recorded[]): string =>
  maskedJson(recorded.filter(({ probe }) => !elsewhere.includes(probe)));
