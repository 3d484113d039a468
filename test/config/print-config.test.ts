import t from 'tap';
import { parseConfig } from '../../src/config/parse.ts';
import { printConfig } from '../../src/config/print-config.ts';
import { parseConfigFile } from '../../src/config/yaml-file.ts';
import { sampleChecks, sourcesOf } from './sample-sources.ts';

t.test('each option is a line with its value and its origin', async (t) => {
  const printed = printConfig([
    { key: 'node-name', value: '', origin: 'default' },
    { key: 'checks', value: ['*', 'node-dns'], origin: '--checks' },
    { key: 'timeout', value: '10s', origin: '/etc/node-check/config.yaml' },
  ]);
  t.equal(
    printed,
    [
      'node-name: ""   # default',
      'checks: ["*", node-dns]   # --checks',
      'timeout: 10s   # /etc/node-check/config.yaml',
      '',
    ].join('\n'),
  );
});

t.test('what is printed is a configuration file that means the same', async (t) => {
  const awkward = [
    'a: b',
    'c # d',
    '*',
    'null',
    '~',
    '-',
    '{x}',
    "it's",
    '"',
    '\\',
    'é',
    'a,b',
    'x:',
  ];
  const given = sourcesOf({
    entries: { 'node-name': 'null', 'flannel.iface': '- #', 'external-ping.targets': awkward },
  });
  const parsed = parseConfig(given, sampleChecks);
  if ('mistakes' in parsed) throw new Error('the sample has to parse');
  const file = parseConfigFile('/printed.yaml', printConfig(parsed.config.origins));
  const again = parseConfig({ ...sourcesOf({}), file }, sampleChecks);
  if ('mistakes' in again) throw new Error(JSON.stringify(again));
  t.same({ ...again.config, origins: [] }, { ...parsed.config, origins: [] });
});
