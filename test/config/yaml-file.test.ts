import t from 'tap';
import type { RawValue } from '../../src/config/option-value.ts';
import { parseConfigFile } from '../../src/config/yaml-file.ts';

const read = (text: string) => parseConfigFile('/c.yaml', text);

const contents: readonly (readonly [string, string, Readonly<Record<string, RawValue>>])[] = [
  ['nothing', '', {}],
  ['comments only', '# timeout: 5s\n', {}],
  [
    'nested keys',
    'timeout: 5s\nflannel:\n  backend: vxlan\n',
    { timeout: '5s', 'flannel.backend': 'vxlan' },
  ],
  ['dotted keys', 'flannel.backend: vxlan', { 'flannel.backend': 'vxlan' }],
  [
    'numbers and dates as text',
    'a: 010\nb: 1.0\nc: 2001-01-01\nd: true',
    { a: '010', b: '1.0', c: '2001-01-01', d: 'true' },
  ],
  [
    'null as nothing',
    'a:\nb: ~\nc: null\nd: "null"\ne: {f}',
    { a: '', b: '', c: '', d: 'null', 'e.f': '' },
  ],
  [
    'lists',
    'a:\n  - 8.8.8.8\n  - "*"\nb: []\nc: [1, ""]',
    { a: ['8.8.8.8', '*'], b: [], c: ['1', ''] },
  ],
  ['what a list may not hold', 'a: [x, {y: 1}, [z]]', { a: ['x', null, null] }],
  [
    'names that objects inherit',
    'constructor: x\n__proto__: {y: z}',
    { constructor: 'x', '__proto__.y': 'z' },
  ],
];

for (const [what, text, entries] of contents) {
  t.test(`${what}: ${JSON.stringify(text)}`, async (t) => {
    t.same(read(text), {
      path: '/c.yaml',
      entries: new Map(Object.entries(entries)),
      mistakes: [],
    });
  });
}

const faults: readonly (readonly [string, string, string])[] = [
  ['a: [1\nb: 2', '/c.yaml: line 2, column 1', 'not valid YAML: bad indent'],
  ['a: 1\na: 2', '/c.yaml: line 2, column 1', 'not valid YAML: duplicate key'],
  ['a: 1\n---\nb: 2', '/c.yaml: line 2, column 1', 'not valid YAML: multiple docs'],
  ['? [1]\n: 2', '/c.yaml: line 1, column 3', 'not valid YAML: non string key'],
  [
    'checks: *',
    '/c.yaml: line 1, column 9',
    'aliases are not read; put quotes around a text that starts with "*"',
  ],
  [
    'checks: *-dns',
    '/c.yaml: line 1, column 9',
    'aliases are not read; put quotes around a text that starts with "*"',
  ],
  [
    'a: &a {b: *a}',
    '/c.yaml: line 1, column 11',
    'aliases are not read; put quotes around a text that starts with "*"',
  ],
  ['a:\n  "b c": 1', '/c.yaml: line 2, column 3', 'expected a key of letters, digits, - and .'],
  [': 1', '/c.yaml: line 1, column 1', 'expected a key of letters, digits, - and .'],
  ['- a', '/c.yaml', 'expected options (key: value) at the top'],
  ['vxlan', '/c.yaml', 'expected options (key: value) at the top'],
  ['a.b: 1\na: {b: 2}', '/c.yaml: a.b', 'given twice'],
];

for (const [text, where, problem] of faults) {
  t.test(`${JSON.stringify(text)} is a mistake`, async (t) => {
    t.same(read(text).mistakes, [{ where, problem }]);
  });
}

t.test('a file that grows or nests without bounds is a mistake', async (t) => {
  const bomb = [...'bcdefghi'].map((key, index) => {
    const alias = `*${'abcdefgh'[index]}`;
    return `${key}: &${key} [${Array(9).fill(alias).join(', ')}]`;
  });
  for (const text of [
    ['a: &a [x, x, x]', ...bomb].join('\n'),
    '['.repeat(60_000),
    '- '.repeat(30_000),
    `a: ${'{a: '.repeat(10_000)}${'}'.repeat(10_000)}`,
  ]) {
    const { entries, mistakes } = read(text);
    t.equal(entries.size, 0);
    t.ok(mistakes.length > 0 && mistakes.length <= 5);
  }
});

t.test('no mistake quotes the file', async (t) => {
  for (const text of [
    'proxy: http://u:planted@p: x',
    'proxy: "http://u:planted@p',
    'proxy: [http://u:planted@p',
    '"planted" "planted"',
    'a: *planted',
    'a: !planted [',
    `WAIT_CURL="curl -H 'X-Auth-Token: planted'"`,
    'TRUSTEE_PASSWORD="planted: x"',
    '%planted\na: @planted',
    'a: "\\xplanted"',
  ]) {
    const { mistakes } = read(text);
    t.ok(mistakes.length > 0, text);
    t.notMatch(JSON.stringify(mistakes), /planted/, text);
  }
});
