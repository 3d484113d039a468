/** Whole numbers from 0 to below the limit. */
type Random = (limit: number) => number;

/** One way to damage a text; the samples are what else may get into it. */
type Damage = (text: string, random: Random, samples: readonly string[]) => string;

/** What files are read up to. */
const largest = 64 * 1024;

const invisible = ['\n', '\r\n', '\r', '\t', '\0', '\u001b[31m', '\ufeff', '\u2028', '\ud800'];
const marks = `= , ; # " ' \\ / : . - -- ! * & | > % @ { } [ ] {} [] [[]] "": 😀 İ`.split(' ');
const names = ['null', 'true', '__proto__', 'constructor'];
const numbers = ['0', '-0', '-1', '1e9', '1e999', 'NaN', '0x10', '9'.repeat(400), '::/129'];
const oddities = [...invisible, ...marks, ...names, ...numbers];

const nests = ['[', '{"a":', '[{"a":', '(', '"', '- ', '? ', '<a>', '{ '];

const pick = <Item>(items: readonly Item[], random: Random): Item | undefined =>
  items[random(items.length)];

const slice = (text: string, random: Random): string => {
  const start = random(text.length + 1);
  return text.slice(start, start + 1 + random(60));
};

/** Puts something at a random place, over as many letters. */
function put(text: string, what: string, { random, over = 0 }: { random: Random; over?: number }) {
  const at = random(text.length + 1);
  return text.slice(0, at) + what + text.slice(at + over);
}

/** As a program would read it: what is no UTF-8 any more becomes U+FFFD. */
function flipBit(text: string, random: Random): string {
  const bytes = Buffer.from(text);
  const at = random(bytes.length);
  if (bytes.length > 0) bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  return bytes.toString('utf8');
}

const damages: readonly Damage[] = [
  flipBit,
  (text, random) => text.slice(0, random(text.length + 1)),
  (text, random) => put(text, '', { random, over: 1 + random(20) }),
  (text, random) => put(text, slice(text, random), { random }),
  (text, random, samples) => put(text, slice(pick(samples, random) ?? '', random), { random }),
  (text, random) => put(text, pick(oddities, random) ?? '', { random, over: random(3) }),
  (text, random) => text.replace(/\d+/, () => pick(numbers, random) ?? ''),
  (text, random) => put(text, (pick(nests, random) ?? '').repeat(1 + random(200)), { random }),
];

/** Random bytes, as they look to whoever expects text. */
const noise = (random: Random): string =>
  Buffer.from(Array.from({ length: random(400) }, () => random(256))).toString('utf8');

/** A piece of a sample, or an oddity, again and again: the food of a regular expression that backtracks. */
function swollen(text: string, random: Random): string {
  const piece = random(2) === 0 ? slice(text, random) : (pick(oddities, random) ?? '');
  const times = Math.floor(largest / Math.max(1, piece.length));
  return put(text, piece.repeat(times), { random }).slice(0, largest);
}

/** The same for the same samples: most are damaged in a few places, some are noise or very large. */
export function* damagedInputs(samples: readonly string[], count = 10_000): Generator<string> {
  const random = randomNumbers(count);
  for (let index = 0; index < count; index += 1) {
    const sample = pick(samples, random) ?? '';
    if (index % 100 === 0) yield swollen(sample, random);
    else if (index % 20 === 1) yield noise(random);
    else yield damaged(sample, random, samples);
  }
}

const damaged: Damage = (sample, random, samples) =>
  Array.from({ length: 1 + random(4) }).reduce<string>(
    (text) => pick(damages, random)?.(text, random, samples) ?? text,
    sample,
  );

/** mulberry32 */
function randomNumbers(seed: number): Random {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}
