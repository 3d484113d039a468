const inserts = [
  ...['\n', '\r\n', '\r', ' ', '\t', '\0', '=', ',', ';', '#', '"', "'", '\\', '/', ':', '.', '-'],
  ...[
    '--',
    '{',
    '}',
    '[',
    ']',
    '0',
    '9',
    '255',
    '-1',
    '1e9',
    'null',
    'true',
    'ü',
    '\ufeff',
    '\u2028',
  ],
  ...['\ud800', '😀', 'export ', '__proto__', 'constructor', 'x'.repeat(300), ' '.repeat(300)],
];

/** The samples, cut, mixed and sprinkled with what files should not hold: the same for a seed. */
export function damagedTexts(
  samples: readonly string[],
  { count = 10_000, seed = 1 } = {},
): readonly string[] {
  const below = random(seed);
  const pick = (texts: readonly string[]): string => texts[below(texts.length)] ?? '';
  const cut = (text: string): string => text.slice(below(text.length + 1), below(text.length + 1));
  const damage = (text: string): string => {
    const start = text.slice(0, below(text.length + 1));
    const rest = text.slice(start.length + below(3) * below(20));
    return `${start}${below(2) === 0 ? pick(inserts) : cut(pick(samples))}${rest}`;
  };
  return Array.from({ length: count }, () => {
    const times = Array.from({ length: below(8) });
    return times.reduce<string>(damage, pick(samples));
  });
}

/** Whole numbers from 0 to below the limit (mulberry32). */
function random(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** An upper bound on termination: what is linear takes a thousandth of it. */
export const soonMs = 5_000;

/** How long it takes, in milliseconds. */
export function durationOf(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
