import { shellWords } from './shell-words.ts';

/** What a command line of curl asks for. */
export interface CurlCommand {
  readonly url: string;
  readonly method: string;
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** TLS is not verified. */
  readonly insecure: boolean;
  /** A file with authorities, as --cacert has it. */
  readonly caFile?: string;
}

/** Long options by their short name, or by themselves where there is none. */
const names = new Map(
  Object.entries({
    cacert: 'cacert',
    'connect-timeout': 'connect-timeout',
    data: 'd',
    'data-binary': 'd',
    'data-raw': 'd',
    fail: 'f',
    header: 'H',
    include: 'i',
    insecure: 'k',
    location: 'L',
    'max-time': 'm',
    output: 'o',
    request: 'X',
    retry: 'retry',
    'show-error': 'S',
    silent: 's',
    url: 'url',
  }),
);
const withValue = ['H', 'X', 'cacert', 'connect-timeout', 'd', 'm', 'o', 'retry', 'url'];
const withoutValue = ['L', 'S', 'f', 'i', 'k', 's'];

/** An option and its value, or a problem. */
type Said = readonly [name: string, value: string];

/** Reads a command line without running it; a problem says nothing of the values, which are secret. */
export function parseCurl(text: string): CurlCommand | { readonly problem: string } {
  const words = shellWords(text);
  if (words === undefined) return { problem: 'it is not one plain command' };
  const [program = '', ...rest] = words;
  if (!/^(?:.*\/)?curl$/s.test(program)) return { problem: 'it does not call curl' };
  const said = [...optionsIn(rest)];
  const [problem] = valuesOf('problem', said);
  if (problem !== undefined) return { problem };
  const [url, ...others] = valuesOf('url', said);
  if (url === undefined) return { problem: 'it names no URL' };
  if (others.length > 0) return { problem: 'it names more than one URL' };
  const caFile = valuesOf('cacert', said).at(-1);
  return {
    url,
    method: valuesOf('X', said).at(-1) ?? (valuesOf('d', said).length > 0 ? 'POST' : 'GET'),
    headers: new Map(valuesOf('H', said).map(headerOf)),
    insecure: valuesOf('k', said).length > 0,
    ...(caFile !== undefined && { caFile }),
  };
}

const valuesOf = (name: string, said: readonly Said[]): readonly string[] =>
  said.flatMap(([each, value]) => (each === name ? [value] : []));

function* optionsIn(words: readonly string[]): Generator<Said> {
  const ahead = words.values();
  for (const word of ahead) {
    if (word.startsWith('--')) yield longOption(word, ahead);
    else if (word.startsWith('-') && word !== '-') yield* shortOptions(word, ahead);
    else yield ['url', word];
  }
}

function longOption(word: string, ahead: Iterator<string>): Said {
  const name = names.get(word.slice(2));
  if (name === undefined) return unknownOption(word);
  return withValue.includes(name) ? valueAfter(name, word, ahead) : [name, ''];
}

/** Several letters may share a dash, and the value of the last may follow without a blank. */
function* shortOptions(word: string, ahead: Iterator<string>): Generator<Said> {
  for (let at = 1; at < word.length; at += 1) {
    const name = word.charAt(at);
    if (withoutValue.includes(name)) {
      yield [name, ''];
      continue;
    }
    if (!withValue.includes(name)) yield unknownOption(`-${name}`);
    else if (at + 1 < word.length) yield [name, word.slice(at + 1)];
    else yield valueAfter(name, `-${name}`, ahead);
    return;
  }
}

function valueAfter(name: string, option: string, ahead: Iterator<string>): Said {
  const next = ahead.next();
  return next.done === true ? ['problem', `${option} lacks its value`] : [name, next.value];
}

/** Only what looks like an option is shown: anything else may be a secret in the wrong place. */
const unknownOption = (word: string): Said => {
  const option = /^-(?:[a-zA-Z]|-[a-z-]{1,20})$/.exec(word)?.[0];
  return ['problem', `it has an option that is not known${option ? ` (${option})` : ''}`];
};

function headerOf(header: string): readonly [string, string] {
  const [name = '', ...value] = header.split(':');
  return [name.trim().toLowerCase(), value.join(':').trim()];
}
