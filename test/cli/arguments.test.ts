import t from 'tap';
import { parseArguments } from '../../src/cli/arguments.ts';
import { optionsFor } from '../../src/config/options.ts';

const options = optionsFor([
  { name: 'external-ping', defaults: { targets: [] }, options: { targets: 'Addresses.' } },
]);
const parse = (...argv: readonly string[]) => parseArguments(argv, options);
const nothing = { command: 'daemon', flags: new Map(), configFile: undefined, positionals: [] };

const understood: readonly (readonly [readonly string[], Readonly<Record<string, unknown>>])[] = [
  [[], {}],
  [['--once'], { command: 'once' }],
  [['--print-config'], { command: 'print-config' }],
  [['--version'], { command: 'version' }],
  [['--help'], { command: 'help' }],
  [['-h'], { command: 'help' }],
  [['--once', '--version', '--help'], { command: 'help' }],
  [['--print-config', '--version'], { command: 'version' }],
  [['explain'], { command: 'explain' }],
  [['explain', 'BridgeMissing'], { command: 'explain', positionals: ['BridgeMissing'] }],
  [
    ['explain', '--no-color', 'X'],
    { command: 'explain', positionals: ['X'], flags: new Map([['color', 'never']]) },
  ],
  [['bundle'], { command: 'bundle' }],
  [['bundle', '/tmp/b.tgz'], { command: 'bundle', positionals: ['/tmp/b.tgz'] }],
  [['--once', '--wait', '10m'], { command: 'once', flags: new Map([['wait', '10m']]) }],
  [
    ['--print-config', '--wait=10m'],
    { command: 'print-config', flags: new Map([['wait', '10m']]) },
  ],
  [['--', 'explain', 'X'], { command: 'explain', positionals: ['X'] }],
  [['--config', '/a.yaml', '--config=/b.yaml'], { configFile: '/b.yaml' }],
  [['--timeout', '5s', '--timeout=6s'], { flags: new Map([['timeout', '6s']]) }],
  [['--node-name='], { flags: new Map([['node-name', '']]) }],
  [
    ['--node-name=-x', '--https-proxy', '-'],
    {
      flags: new Map([
        ['node-name', '-x'],
        ['https-proxy', '-'],
      ]),
    },
  ],
  [['--external-ping-targets', 'a,b'], { flags: new Map([['external-ping.targets', 'a,b']]) }],
];

for (const [argv, expected] of understood) {
  t.test(`node-check ${argv.join(' ')}`, async (t) => {
    t.same(parse(...argv), { ...nothing, ...expected });
  });
}

const duration = 'expected a duration from 1s to 5m, such as 10s';
const misunderstood: readonly (readonly [readonly string[], Readonly<Record<string, string>>])[] = [
  [['--tiemout', '5s'], { '--tiemout': 'unknown flag; did you mean --timeout?' }],
  [
    ['--tiemout=5s', 'x'],
    { '--tiemout': 'unknown flag; did you mean --timeout?', x: 'unknown command' },
  ],
  [
    ['--wate', '10m', '--xyzzy=heat'],
    { '--wate': 'unknown flag; did you mean --wait?', '--xyzzy': 'unknown flag' },
  ],
  [['-x'], { '-x': 'unknown flag' }],
  [['--__proto__', 'x'], { '--__proto__': 'unknown flag' }],
  [['--once=yes', '--no-color=1'], { '--once': 'takes no value', '--no-color': 'takes no value' }],
  [['--timeout'], { '--timeout': duration }],
  [['--timeout', '--once'], { '--timeout': duration }],
  [['--config'], { '--config': 'expected a path' }],
  [['once'], { once: 'unknown command; did you mean --once?' }],
  [['bundle', 'a', 'b'], { b: 'unexpected argument' }],
  [['bundles'], { bundles: 'unknown command; did you mean bundle?' }],
  [['--once', 'bundle'], { bundle: 'cannot be combined with --once' }],
  [['--wait', '10m'], { '--wait': 'is only for --once' }],
  [['bundle', '--wait', '10m'], { '--wait': 'is only for --once' }],
  [['explain', 'X', '--wait=10m'], { '--wait': 'is only for --once' }],
  [['explain', 'A', 'B', 'C'], { B: 'unexpected argument', C: 'unexpected argument' }],
  [['--once', '--print-config'], { '--once': 'cannot be combined with --print-config' }],
  [['--once', 'explain', 'X'], { explain: 'cannot be combined with --once' }],
  [['--help', '--bogus'], { '--bogus': 'unknown flag' }],
];

for (const [argv, problems] of misunderstood) {
  t.test(`node-check ${argv.join(' ')} is a mistake`, async (t) => {
    const mistakes = Object.entries(problems).map(([where, problem]) => ({ where, problem }));
    t.same(parse(...argv), { mistakes });
  });
}

t.test('no secret of the command line reaches a mistake', async (t) => {
  const proxy = 'http://user:planted@proxy:3128';
  for (const argv of [
    ['--proxi', proxy],
    [`--proxi=${proxy}`],
    ['--heat-token', 'planted'],
    ['--heat-token=planted', '--timeout'],
    ['--once', proxy],
    ['explain', 'X', proxy],
    [`--${proxy}`],
    ['--no-color', proxy],
  ]) {
    const parsed = parse(...argv);
    t.ok('mistakes' in parsed, argv.join(' '));
    t.notMatch(JSON.stringify(parsed), /planted/, argv.join(' '));
  }
});
