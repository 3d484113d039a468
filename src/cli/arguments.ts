import { parseArgs } from 'node:util';
import { maskCredentials } from '../config/mask-credentials.ts';
import { hintFor } from '../config/nearest-name.ts';
import type { Option } from '../config/option.ts';
import type { Mistake } from '../config/option-value.ts';

export type Command =
  | 'daemon'
  | 'once'
  | 'bundle'
  | 'explain'
  | 'print-config'
  | 'remove-conditions'
  | 'version'
  | 'help';

export interface Arguments {
  readonly command: Command;
  /** Values of options, not yet parsed, by option key. */
  readonly flags: ReadonlyMap<string, string>;
  /** The file that --config names. */
  readonly configFile: string | undefined;
  /** What follows the command: the reason to explain, the file to write. */
  readonly positionals: readonly string[];
}

export type ParsedArguments = Arguments | { readonly mistakes: readonly Mistake[] };

/** What each flag takes, undefined for nothing, by its name without dashes. */
type KnownFlags = ReadonlyMap<string, string | undefined>;
type Token = ReturnType<typeof tokensOf>[number];
type FlagToken = Extract<Token, { kind: 'option' }>;

const commandFlags: readonly Command[] = [
  'help',
  'version',
  'print-config',
  'remove-conditions',
  'once',
];
const commandWords: readonly Command[] = ['explain', 'bundle'];

/** What the command line says, or everything that is wrong with it. */
export function parseArguments(
  argv: readonly string[],
  options: readonly Option[],
): ParsedArguments {
  const known = knownFlags(options);
  const tokens = tokensOf(argv, known);
  const given = tokens.filter((token) => token.kind === 'option');
  const positionals = positionalsOf(tokens, known);
  const commands = commandsOf(given, positionals);
  const mistakes = [
    ...given.flatMap((token) => mistakesOf(token, known)),
    ...misplaced(positionals),
    ...contradictions(commands),
    ...idleWait(given, commands),
  ];
  const flags = new Map(given.flatMap((token) => valuesOf(token, options)));
  if (mistakes.length > 0) return { mistakes };
  return {
    command: commands[0] ?? 'daemon',
    flags,
    configFile: given.findLast(({ name }) => name === 'config')?.value,
    positionals: positionals.slice(1),
  };
}

const knownFlags = (options: readonly Option[]): KnownFlags =>
  new Map([
    ...commandFlags.map((flag) => [flag, undefined] as const),
    ['config', 'a path'],
    ...options.map(
      ({ flag, presence, kind }) =>
        [flag, presence === undefined ? kind.expected : undefined] as const,
    ),
  ]);

// Not strict: parseArgs stops at the first mistake, and all of them are to be told.
const tokensOf = (argv: readonly string[], known: KnownFlags) =>
  parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(
        [...known].map(([flag, takes]) => [flag, { type: takes ? 'string' : 'boolean' } as const]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;

/** Without what follows an unknown flag, which probably is its value and may be a secret. */
const positionalsOf = (tokens: readonly Token[], known: KnownFlags): readonly string[] =>
  tokens
    .filter((_, index) => {
      const before = tokens[index - 1];
      return before?.kind !== 'option' || known.has(before.name) || before.inlineValue === true;
    })
    .filter((token) => token.kind === 'positional')
    .map(({ value }) => value);

const commandsOf = (
  given: readonly FlagToken[],
  positionals: readonly string[],
): readonly Command[] => [
  ...commandFlags.filter((command) => given.some(({ name }) => name === command)),
  ...commandWords.filter((command) => positionals[0] === command),
];

function mistakesOf(token: FlagToken, known: KnownFlags): readonly Mistake[] {
  const where = maskCredentials(token.rawName);
  const mistake = (problem: string) => [{ where, problem }];
  if (!known.has(token.name)) {
    const names = [...known.keys()].map((name) => `--${name}`);
    return mistake(`unknown flag${hintFor(where, names)}`);
  }
  const expected = known.get(token.name);
  if (expected === undefined) return token.value === undefined ? [] : mistake('takes no value');
  // The next flag, which parseArgs takes for this one's value.
  const isFlag = token.inlineValue === false && /^-./.test(token.value);
  return token.value === undefined || isFlag ? mistake(`expected ${expected}`) : [];
}

function misplaced([command, ...others]: readonly string[]): readonly Mistake[] {
  if (command === undefined) return [];
  const extra = others.slice(1).map((each) => ({
    where: maskCredentials(each),
    problem: 'unexpected argument',
  }));
  if (isWord(command)) return extra;
  const problem = `unknown command${hintFor(command, [...commandWords, ...commandFlags.map((flag) => `--${flag}`)])}`;
  return [{ where: maskCredentials(command), problem }];
}

/** --help and --version go before everything else. */
function contradictions([first, ...others]: readonly Command[]): readonly Mistake[] {
  if (first === undefined || first === 'help' || first === 'version') return [];
  return others.map((command) => ({
    where: nameOf(command),
    problem: `cannot be combined with ${nameOf(first)}`,
  }));
}

/** Whoever gave it to another command would think that it waits. */
const idleWait = (
  given: readonly FlagToken[],
  [command = 'daemon']: readonly Command[],
): readonly Mistake[] =>
  given.some(({ name }) => name === 'wait') && (command === 'daemon' || isWord(command))
    ? [{ where: '--wait', problem: 'is only for --once' }]
    : [];

const isWord = (command: string): boolean => commandWords.some((word) => word === command);

const nameOf = (command: Command): string => (isWord(command) ? command : `--${command}`);

const valuesOf = (
  { name, value }: FlagToken,
  options: readonly Option[],
): readonly (readonly [string, string])[] =>
  options
    .filter(({ flag }) => flag === name)
    .flatMap(({ key, presence }) => {
      const said = presence ?? value;
      return said === undefined ? [] : [[key, said] as const];
    });
