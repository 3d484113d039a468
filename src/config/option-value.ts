import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { parseListenAddress } from './listen-address.ts';

/** What a source says of an option, not yet understood; null is an item that is not a text. */
export type RawValue = string | readonly (string | null)[];

export type OptionValue = string | number | readonly string[];

/** Something that an operator has to mend. */
export interface Mistake {
  /** A flag, a variable, or a file with the path inside of it. */
  readonly where: string;
  readonly problem: string;
}

/** `misfits` are the places inside of the value that do not fit: "" for the whole, "[1]" for an item. */
export type ParsedValue<Value> =
  | { readonly value: Value }
  | { readonly misfits: readonly [string, ...string[]] };

/** What values an option takes. */
export interface Kind<Value> {
  /** Stands for the value in --help. */
  readonly placeholder: string;
  /** Completes "expected …". */
  readonly expected: string;
  parse(raw: RawValue): ParsedValue<Value>;
  /** The value as an operator writes it. */
  format(value: Value): string | readonly string[];
}

interface TextKind<Value> extends Omit<Kind<Value>, 'parse'> {
  /** Undefined when the text does not fit. */
  read(text: string): Value | undefined;
}

const kindOfText = <Value>({ read, ...kind }: TextKind<Value>): Kind<Value> => ({
  ...kind,
  parse(raw) {
    const value = typeof raw === 'string' ? read(raw) : undefined;
    return value === undefined ? { misfits: [''] } : { value };
  },
});

const asIs = (text: string): string => text;
// Values reach logs and reports: a line break would forge a line there.
const isOneLine = (text: string): boolean => !/\p{Cc}/u.test(text);

export const choice = <const Choice extends string>(
  ...choices: readonly [Choice, ...Choice[]]
): Kind<Choice> =>
  kindOfText<Choice>({
    placeholder: choices.join('|'),
    expected: `one of ${choices.join(', ')}`,
    read: (text) => choices.find((each) => each === text),
    format: asIs,
  });

export const text = (placeholder: string): Kind<string> =>
  kindOfText({
    placeholder,
    expected: 'a text of one line',
    read: (line) => (isOneLine(line) ? line : undefined),
    format: asIs,
  });

export const path = (placeholder: string): Kind<string> =>
  kindOfText({
    placeholder,
    expected: 'an absolute path',
    read: (line) => (line === '' || (isAbsolute(line) && isOneLine(line)) ? line : undefined),
    format: asIs,
  });

export const listenAddress = (): Kind<string> =>
  kindOfText({
    placeholder: 'ADDRESS:PORT',
    expected: 'an IP address and a port, such as 127.0.0.1:20258 or [::1]:20258',
    read: (line) => (line === '' || parseListenAddress(line) !== undefined ? line : undefined),
    format: asIs,
  });

export const cidr = (): Kind<string> =>
  kindOfText({
    placeholder: 'CIDR',
    expected: 'a network such as 10.100.0.0/16',
    read: (line) => (line === '' || isCidr(line) ? line : undefined),
    format: asIs,
  });

function isCidr(line: string): boolean {
  const match = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(line);
  const family = isIP(match?.[1] ?? '');
  return family !== 0 && Number(match?.[2]) <= (family === 4 ? 32 : 128);
}

/** Texts none of which is empty; a single text is split at its commas. */
export const list = (): Kind<readonly string[]> => ({
  placeholder: 'A,B,…',
  expected: 'a text of one line that is not empty',
  parse(raw) {
    const items = typeof raw === 'string' ? split(raw) : raw;
    const fits = (item: string | null) => item !== null && item !== '' && isOneLine(item);
    const [first, ...rest] = items.flatMap((item, index) => (fits(item) ? [] : [`[${index}]`]));
    return first === undefined
      ? { value: items.filter((item) => item !== null) }
      : { misfits: [first, ...rest] };
  },
  format: (items) => items,
});

/** Some of the choices, each once at most. */
export const listOf = <const Choice extends string>(
  ...choices: readonly [Choice, ...Choice[]]
): Kind<readonly Choice[]> => ({
  placeholder: choices.join(','),
  expected: `one of ${choices.join(', ')}`,
  parse(raw) {
    const items = typeof raw === 'string' ? split(raw) : raw;
    const known = choices.filter((choice) => items.includes(choice));
    const [first, ...rest] = items.flatMap((item, index) =>
      choices.some((choice) => choice === item) ? [] : [`[${index}]`],
    );
    return first === undefined ? { value: known } : { misfits: [first, ...rest] };
  },
  format: (items) => items,
});

const split = (line: string): readonly string[] =>
  line.trim() === '' ? [] : line.split(',').map((item) => item.trim());

/** Milliseconds, written with their unit: 500ms, 30s, 2m, 1h. */
export const duration = (limits: {
  readonly minMs: number;
  readonly maxMs: number;
}): Kind<number> =>
  kindOfText({
    placeholder: 'DURATION',
    expected: `a duration from ${formatDuration(limits.minMs)} to ${formatDuration(limits.maxMs)}, such as 10s`,
    read(line) {
      const ms = parseDuration(line);
      return ms >= limits.minMs && ms <= limits.maxMs ? ms : undefined;
    },
    format: formatDuration,
  });

const longUnits: readonly (readonly [string, number])[] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];
const units = new Map([...longUnits, ['ms', 1]]);

/** NaN when it is none. */
function parseDuration(line: string): number {
  const [, amount, unit = ''] = /^(\d{1,9}(?:\.\d{1,3})?)([a-z]+)$/.exec(line) ?? [];
  return Math.round(Number(amount) * (units.get(unit) ?? Number.NaN));
}

function formatDuration(ms: number): string {
  const [name, size] = longUnits.find(([, each]) => ms > 0 && ms % each === 0) ?? ['ms', 1];
  return `${ms / size}${name}`;
}
