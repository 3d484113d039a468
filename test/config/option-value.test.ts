import t from 'tap';
import {
  choice,
  cidr,
  duration,
  type Kind,
  list,
  listenAddress,
  listOf,
  path,
  type RawValue,
  text,
} from '../../src/config/option-value.ts';

const timeout = duration({ minMs: 500, maxMs: 7_200_000 });

const fitting: readonly (readonly [string, Kind<unknown>, RawValue, unknown])[] = [
  ['choice', choice('auto', 'none'), 'none', 'none'],
  ['text', text('NAME'), 'a b', 'a b'],
  ['empty text', text('NAME'), '', ''],
  ['path', path('FILE'), '/a b/c', '/a b/c'],
  ['no path', path('FILE'), '', ''],
  ['address to listen at', listenAddress(), '[::1]:20258', '[::1]:20258'],
  ['nowhere', listenAddress(), '', ''],
  ['IPv4 network', cidr(), '10.100.0.0/16', '10.100.0.0/16'],
  ['IPv6 network', cidr(), 'fd00::/48', 'fd00::/48'],
  ['no network', cidr(), '', ''],
  ['milliseconds', timeout, '500ms', 500],
  ['seconds', timeout, '30s', 30_000],
  ['a fraction', timeout, '1.5s', 1_500],
  ['minutes', timeout, '2m', 120_000],
  ['hours', timeout, '2h', 7_200_000],
  ['list as text', list(), 'a, b,c ', ['a', 'b', 'c']],
  ['list as a list', list(), ['a,b', 'c'], ['a,b', 'c']],
  ['empty list as text', list(), ' ', []],
  ['empty list', list(), [], []],
  ['choices, in their own order', listOf('a', 'b', 'c'), 'c,a,c', ['a', 'c']],
  ['choices as a list', listOf('a', 'b'), ['b'], ['b']],
  ['no choice', listOf('a', 'b'), '', []],
];

for (const [name, kind, raw, value] of fitting) {
  t.test(`${name}: ${JSON.stringify(raw)} fits`, async (t) => {
    t.same(kind.parse(raw), { value });
  });
}

const unfitting: readonly (readonly [string, Kind<unknown>, RawValue, readonly string[]])[] = [
  ['choice', choice('auto', 'none'), 'Auto', ['']],
  ['choice', choice('auto', 'none'), ['auto'], ['']],
  ['text', text('NAME'), 'a\nb', ['']],
  ['text', text('NAME'), ['a'], ['']],
  ['path', path('FILE'), 'a/b', ['']],
  ['path', path('FILE'), '/a\u0000', ['']],
  ['address to listen at', listenAddress(), ':20258', ['']],
  ['network', cidr(), '10.100.0.0', ['']],
  ['network', cidr(), '10.100.0.0/33', ['']],
  ['network', cidr(), '10.100.0/16', ['']],
  ['network', cidr(), 'fd00::/129', ['']],
  ['duration', timeout, '10', ['']],
  ['duration', timeout, '10 s', ['']],
  ['duration', timeout, '10d', ['']],
  ['duration', timeout, '-10s', ['']],
  ['duration', timeout, '1e3s', ['']],
  ['duration', timeout, '499ms', ['']],
  ['duration', timeout, '121m', ['']],
  ['duration', timeout, '', ['']],
  ['list', list(), 'a,,b,', ['[1]', '[3]']],
  ['choices', listOf('a', 'b'), 'a,c,A', ['[1]', '[2]']],
  ['choices', listOf('a'), ['a', null], ['[1]']],
  ['list', list(), ['a', null, '', 'b\nc'], ['[1]', '[2]', '[3]']],
];

for (const [name, kind, raw, misfits] of unfitting) {
  t.test(`${name}: ${JSON.stringify(raw)} does not fit`, async (t) => {
    t.same(kind.parse(raw), { misfits });
  });
}

t.test('a value is written as an operator writes it', async (t) => {
  t.equal(choice('auto', 'none').format('auto'), 'auto');
  t.same(list().format(['a', 'b']), ['a', 'b']);
  t.same(listOf('a', 'b').format(['b']), ['b']);
  for (const [ms, written] of [
    [0, '0ms'],
    [500, '500ms'],
    [1_500, '1500ms'],
    [90_000, '90s'],
    [120_000, '2m'],
    [3_600_000, '1h'],
  ] as const)
    t.equal(timeout.format(ms), written);
});

t.test('what is expected names the choices and the limits', async (t) => {
  t.equal(choice('auto', 'none').expected, 'one of auto, none');
  t.equal(choice('auto', 'none').placeholder, 'auto|none');
  t.equal(timeout.expected, 'a duration from 500ms to 2h, such as 10s');
});
