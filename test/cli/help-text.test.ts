import t from 'tap';
import { helpText } from '../../src/cli/help-text.ts';
import { optionsFor } from '../../src/config/options.ts';

const options = optionsFor([
  {
    name: 'external-ping',
    defaults: { targets: ['8.8.8.8', '1.1.1.1'], size: '' },
    options: { targets: 'Addresses to ping.' },
  },
  { name: 'kube-proxy', defaults: { port: '10256' }, options: { port: 'Its port.' } },
]);

t.test('no line is longer than 80 columns, or ends in a blank', async (t) => {
  for (const line of helpText(options).split('\n')) {
    t.ok(line.length <= 80, line);
    t.notMatch(line, /\s$/);
  }
});

t.test('every command, flag and exit code is there', async (t) => {
  const text = helpText(options);
  for (const { flag } of options) t.match(text, `  --${flag}`);
  for (const word of ['--once', 'explain', '--print-config', '--config', '--version', '-h, --help'])
    t.match(text, word);
  t.match(text, 'Exit codes: 0 healthy, 1 unhealthy, 2 could not tell, 64 wrong usage, 78 wrong');
});

t.test('options stand in groups, the global ones first', async (t) => {
  const groups = helpText(options).match(/^Options.*:$/gm);
  t.same(groups, [
    'Options:',
    'Options of kubernetes:',
    'Options of heat:',
    'Options of http:',
    'Options of flannel:',
    'Options of kube-proxy:',
    'Options of external-ping:',
  ]);
});

t.test('an option tells its values and its default', async (t) => {
  const indent = ' '.repeat(28);
  t.match(
    helpText(options),
    [
      'Options of kube-proxy:',
      '  --kube-proxy-expected auto|expected|none',
      `${indent}Whether kube-proxy runs on this node; auto: what the`,
      `${indent}node shows. (default: auto)`,
      '  --kube-proxy-port TEXT    Its port. (default: 10256)',
      '',
      'Options of external-ping:',
      '  --external-ping-targets A,B,…',
      `${indent}Addresses to ping. (default: 8.8.8.8, 1.1.1.1)`,
      '  --external-ping-size TEXT',
      '',
    ].join('\n'),
  );
});

t.test('a flag without a value shows none', async (t) => {
  t.match(helpText(options), /^ {2}--no-color {16}No colours, also on a terminal\.$/m);
});
