import t from 'tap';
import { parseHeatParams } from '../../src/config/heat-params.ts';

/** What each file says of the key K. */
const values: readonly (readonly [string, string, string])[] = [
  ['double quotes', 'K="a b"', 'a b'],
  [
    'the escapes of double quotes',
    String.raw`K="\"q\" \\ \$HOME \`id\` \n"`,
    '"q" \\ $HOME `id` \\n',
  ],
  ['a quoted backslash before the closing quote', String.raw`K="a\\"`, 'a\\'],
  ['a line that goes on in double quotes', 'K="a\\\nb"', 'ab'],
  ['a line break in double quotes', 'K="a\nb"', 'a\nb'],
  ['single quotes', String.raw`K='a "b" \$c \'`, 'a "b" \\$c \\'],
  ['adjacent parts', `K=a"b c"'d'e`, 'ab cde'],
  ['a single quote among double ones', String.raw`K='it'\''s'`, "it's"],
  ['no quotes', 'K=ROUND_ROBIN', 'ROUND_ROBIN'],
  ['an escaped blank', String.raw`K=a\ b`, 'a b'],
  ['a line that goes on without quotes', 'K=a\\\nb', 'ab'],
  ['a backslash at the very end', 'K=a\\', 'a'],
  ['blanks without quotes', 'K= a  b \t\n', 'a  b'],
  ['a comment behind the value', 'K=a # b', 'a'],
  ['a comment behind quotes', 'K="a # b" # c', 'a # b'],
  ['a comment instead of a value', 'K= # c', ''],
  ['a # inside of a value', 'K=a#b', 'a#b'],
  ['nothing', 'K=', ''],
  ['empty quotes', 'K=""', ''],
  ['export', '  export K="a"', 'a'],
  ['an = in the value', 'K=a=b', 'a=b'],
  ['Windows line ends', 'J=1\r\nK="a"\r\nL=2\r\n', 'a'],
  ['a key twice', 'K=a\nJ=1\nK="b"\n', 'b'],
  ['a command', 'K=$(rm -rf /)', '$(rm -rf /)'],
  ['a command in quotes', 'K="$(rm -rf /) `id` $HOME"', '$(rm -rf /) `id` $HOME'],
  [
    "Magnum's call of curl",
    String.raw`K="curl -i -X POST -H 'X-Auth-Token: t' -H 'Content-Type: application/json' http://heat:8004/v1/signal --data \"{}\""`,
    `curl -i -X POST -H 'X-Auth-Token: t' -H 'Content-Type: application/json' http://heat:8004/v1/signal --data "{}"`,
  ],
];

for (const [what, file, value] of values) {
  t.test(`${what}: ${JSON.stringify(file)}`, async (t) => {
    const { params, skipped, unterminated } = parseHeatParams(file);
    t.equal(params.get('K'), value);
    t.same({ skipped, unterminated }, { skipped: 0, unterminated: [] });
  });
}

t.test('lines that are not KEY=value are counted; empty lines and comments are not', async (t) => {
  const file = '# c\n\n   \n  # d\nfoo\n1K=2\nK+=3\nK =4\nexport K\nK=5\nbar';
  t.same(parseHeatParams(file), { params: new Map([['K', '5']]), skipped: 6, unterminated: [] });
});

t.test('a quote that stays open costs its own line', async (t) => {
  const file = 'A="1"\nB="two\nC=3\nD="4"\nE=\'5\n';
  t.same(parseHeatParams(file), {
    params: new Map([
      ['A', '1'],
      ['C', '3'],
      ['D', '4'],
    ]),
    skipped: 0,
    unterminated: [2, 5],
  });
});

t.test('a name that objects inherit is a key as any other', async (t) => {
  t.equal(parseHeatParams('__proto__=x').params.get('__proto__'), 'x');
});

/** Numbers from 0 to below `limit`, the same in every run (a linear congruential generator). */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const alphabet = [
  'A',
  'b',
  '1',
  '_',
  '=',
  '"',
  "'",
  '\\',
  '$',
  '`',
  '#',
  ' ',
  '\t',
  '\n',
  '\r\n',
  'export ',
  '\u0000',
  'é',
  ';',
];

t.test('no input makes it throw, or say more than the input has', async (t) => {
  const next = generator(20_261_121);
  for (let round = 0; round < 10_000; round += 1) {
    const pieces = Array.from({ length: next(60) }, () => alphabet[next(alphabet.length)] ?? '');
    const file = pieces.join('');
    const { params, skipped, unterminated } = parseHeatParams(file);
    const lines = file.split('\n').length;
    if (params.size + skipped + unterminated.length > lines) t.fail(JSON.stringify(file));
  }
});

const quotings: readonly ((value: string) => string)[] = [
  (value) => `"${value.replace(/["\\$`]/g, '\\$&')}"`,
  (value) => `'${value.replaceAll("'", String.raw`'\''`)}'`,
  (value) => [...value].map((letter) => `"${letter.replace(/["\\$`]/, '\\$&')}"`).join(''),
];

t.test('what is quoted as sh quotes it comes back', async (t) => {
  const next = generator(7);
  const letters = alphabet.filter((piece) => piece !== '\r\n');
  for (let round = 0; round < 1_000; round += 1) {
    const value = Array.from({ length: next(20) }, () => letters[next(letters.length)]).join('');
    for (const quoted of quotings) {
      const { params } = parseHeatParams(`A=1\nK=${quoted(value)}\nB=2\n`);
      if (params.get('K') !== value || params.size !== 3) t.fail(JSON.stringify(value));
    }
  }
});

t.test('a large file is read in bounded time', async (t) => {
  for (const line of ['A="x', "A='", 'A="\\', '\\', '"', 'A=\\"', '"\\'])
    t.type(parseHeatParams(`${line}\n`.repeat(15_000)).skipped, 'number');
});
