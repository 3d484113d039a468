import t from 'tap';
import { tellingLines, withoutRuntimeFrame } from '../../src/domain/log-lines.ts';

const info = (count: number): string =>
  Array.from({ length: count }, (_, index) => `I1121 08:00:00 1 a.go:1] line ${index}`).join('\n');

const errors = [
  'E1121 08:00:00.000000 1 server.go:494] x',
  'W1121 08:00:00.000000 1 server.go:494] x',
  'F1121 08:00:00.000000 1 server.go:494] x',
  'time="2026-11-21" level=error msg=x',
  'panic: runtime',
  'Failed to start',
  'curl: (6) Could not resolve host: discovery.etcd.io',
  'dial tcp 10.0.0.10:6443: i/o timeout',
];

t.test('lines that look like errors are preferred', async (t) => {
  for (const line of errors) t.same(tellingLines(`${info(9)}\n${line}\n${info(9)}`), [line]);
});

t.test('without one, the last five lines tell', async (t) => {
  t.same(tellingLines(info(9)), info(9).split('\n').slice(-5));
  t.same(tellingLines('one\n\n  \n'), ['one']);
  t.same(tellingLines(''), []);
});

t.test('at most twenty, the newest last', async (t) => {
  const lines = Array.from({ length: 30 }, (_, index) => `error ${index}`);
  t.same(tellingLines(lines.join('\n')), lines.slice(-20));
});

t.test('a long line is cut, and nothing is left of colours and control characters', async (t) => {
  t.equal(tellingLines(`error ${'x'.repeat(1000)}`)[0]?.length, 300);
  t.same(tellingLines('\u001b[31merror\u001b[0m\tof\u0007 10 %\rerror of 20 %\r\n'), [
    'error of 10 %',
    'error of 20 %',
  ]);
});

t.test(
  'secrets are masked before anything is cut, and whatever hides in their names',
  async (t) => {
    t.same(tellingLines(`error ${'x'.repeat(285)} token=abcdefghi`), [
      `error ${'x'.repeat(285)} token=**`,
    ]);
    t.same(tellingLines('error pass\u0000word=hunter2'), ['error password=***']);
    t.same(tellingLines('error\n-----BEGIN PRIVATE KEY-----\nfail\n-----END PRIVATE KEY-----\n'), [
      'error',
    ]);
  },
);

const framed: readonly (readonly [line: string, message: string])[] = [
  ['2026-11-21T08:00:00.123456789Z stderr F E1121 failed', 'E1121 failed'],
  ['2026-11-21T08:00:00.123456789+01:00 stdout P a part', 'a part'],
  ['2026-11-21T08:00:00Z stderr F', ''],
  ['{"log":"E1121 failed\\n","stream":"stderr","time":"2026-11-21T08:00:00Z"}', 'E1121 failed'],
  ['{"log":7}', '{"log":7}'],
  ['{"log":"cut', '{"log":"cut'],
  ['plain', 'plain'],
];

t.test('what a container runtime writes around a line is taken off', async (t) => {
  for (const [line, message] of framed) t.equal(withoutRuntimeFrame(line), message);
  const file = framed.map(([line]) => line).join('\n');
  t.equal(withoutRuntimeFrame(file), framed.map(([, message]) => message).join('\n'));
});
