import type { Option } from '../config/option.ts';

const width = 80;
const column = 28;

/** The flags that are no options, and the commands that are words. */
const usage: readonly (readonly [string, string])[] = [
  ['no command', 'Watch the node, and report what changes.'],
  ['--once', 'Run one round, print its report, and exit.'],
  [
    'bundle [FILE]',
    'Write a tar.gz for a ticket: the report and the facts behind it, without secrets.',
  ],
  ['explain [REASON]', 'Print what a reason means and what mends it, or list all reasons.'],
  ['--remove-conditions', "Take node-check's conditions from the Node, and exit."],
  ['--print-config', "Print each option's value and where it comes from."],
  ['--config FILE', 'Read this file instead of /etc/node-check/config.yaml.'],
  ['--version', 'Print the version.'],
  ['-h, --help', 'Print this text.'],
];

const notes: readonly string[] = [
  'Options come from flags, the environment (NODE_CHECK_ and the name of the flag in capitals, with _ for -), the YAML file, /etc/sysconfig/heat-params, and defaults, in this order.',
  'Exit codes: 0 healthy, 1 unhealthy, 2 could not tell, 64 wrong usage, 78 wrong configuration, 74 could not write its output.',
];

/** What --help prints: at most 80 columns, a paragraph for each group of options. */
export function helpText(options: readonly Option[]): string {
  const paragraphs = [
    'Usage: node-check [--once | bundle | explain | …] [options]',
    usage.map(([name, description]) => entry(name, description)).join('\n'),
    ...[...Map.groupBy(options, groupOf)].map(([group, members]) => section(group, members)),
    ...notes.map((note) => wrap(note, width).join('\n')),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

const groupOf = ({ key }: Option): string => (key.includes('.') ? key.replace(/\..*/, '') : '');

const section = (group: string, options: readonly Option[]): string =>
  [group === '' ? 'Options:' : `Options of ${group}:`, ...options.map(optionEntry)].join('\n');

function optionEntry(option: Option): string {
  const { flag, presence, kind, description } = option;
  if (presence !== undefined) return entry(`--${flag}`, description);
  const value = [kind.format(option.default)].flat().join(', ');
  const suffix = value === '' ? '' : ` (default: ${value})`;
  return entry(`--${flag} ${kind.placeholder}`, `${description}${suffix}`);
}

/** A name, and its description in a column of its own: below a name that is too long. */
function entry(name: string, description: string): string {
  const lines = wrap(description, width - column).map((line) => `${' '.repeat(column)}${line}`);
  const left = `  ${name}`;
  return left.length < column - 1
    ? `${left.padEnd(column)}${lines.join('\n').trimStart()}`
    : [left, ...lines].join('\n');
}

const wrap = (text: string, columns: number): readonly string[] =>
  text.match(new RegExp(`\\S.{0,${columns - 1}}(?= |$)|\\S+`, 'g')) ?? [];
