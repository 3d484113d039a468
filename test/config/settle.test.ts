import t from 'tap';
import { ownOptions } from '../../src/config/check-options.ts';
import { globalOptions } from '../../src/config/options.ts';
import { settle } from '../../src/config/settle.ts';
import { configPath, heatParamsPath, sampleChecks, sourcesOf } from './sample-sources.ts';

const { flannelBackend, color, httpsProxy, timeout, flannelNetwork } = globalOptions;
const all = {
  flags: { 'https-proxy': 'by-flag' },
  environment: { NODE_CHECK_HTTPS_PROXY: 'by-variable', HTTPS_PROXY: 'by-alias' },
  entries: { 'https-proxy': 'by-file' },
  params: { HTTPS_PROXY: 'by-magnum' },
};

const precedence: readonly (readonly [Parameters<typeof sourcesOf>[0], string, string, string])[] =
  [
    [all, 'by-flag', '--https-proxy', '--https-proxy'],
    [{ ...all, flags: {} }, 'by-variable', 'NODE_CHECK_HTTPS_PROXY', 'NODE_CHECK_HTTPS_PROXY'],
    [{ ...all, flags: {}, environment: { HTTPS_PROXY: 'n' } }, 'n', 'HTTPS_PROXY', 'HTTPS_PROXY'],
    [{ ...all, flags: {}, environment: {} }, 'by-file', configPath, `${configPath}: https-proxy`],
    [{ params: all.params }, 'by-magnum', heatParamsPath, `${heatParamsPath}: https-proxy`],
    [{}, '', 'default', 'default'],
  ];

for (const [given, value, origin, where] of precedence) {
  t.test(`${value || 'the default'} comes from ${origin}`, async (t) => {
    const settled = settle(httpsProxy, sourcesOf(given));
    t.match(settled, { value, origin, where });
    t.same([settled.mistakes, settled.warnings], [[], []]);
  });
}

t.test('an empty variable says nothing; an empty flag or key does', async (t) => {
  const environment = { NODE_CHECK_HTTPS_PROXY: '', HTTPS_PROXY: '' };
  const { params } = all;
  t.equal(settle(httpsProxy, sourcesOf({ environment, params })).value, 'by-magnum');
  t.match(settle(httpsProxy, sourcesOf({ flags: { 'https-proxy': '' }, params })), {
    value: '',
    origin: '--https-proxy',
  });
  t.match(settle(httpsProxy, sourcesOf({ entries: { 'https-proxy': '' }, params })), {
    value: '',
    origin: configPath,
  });
});

t.test('NO_COLOR means never, whatever it holds', async (t) => {
  t.match(settle(color, sourcesOf({ environment: { NO_COLOR: '1' } })), {
    value: 'never',
    origin: 'NO_COLOR',
  });
  t.equal(settle(color, sourcesOf({ environment: { NO_COLOR: '' } })).value, 'auto');
  t.equal(
    settle(color, sourcesOf({ environment: { NO_COLOR: '1', NODE_CHECK_COLOR: 'auto' } })).value,
    'auto',
  );
});

t.test('the first of the well-known proxy variables wins', async (t) => {
  const environment = { HTTP_PROXY: 'c', https_proxy: 'b', HTTPS_PROXY: 'a' };
  t.match(settle(httpsProxy, sourcesOf({ environment })), { value: 'a', origin: 'HTTPS_PROXY' });
});

t.test('every source is checked, also one that another outweighs', async (t) => {
  const sources = sourcesOf({
    flags: { timeout: '5s' },
    environment: { NODE_CHECK_TIMEOUT: '5' },
    entries: { timeout: '1h' },
  });
  const problem = 'expected a duration from 1s to 5m, such as 10s';
  const { value, mistakes } = settle(timeout, sources);
  t.equal(value, 5_000);
  t.same(mistakes, [
    { where: 'NODE_CHECK_TIMEOUT', problem },
    { where: `${configPath}: timeout`, problem },
  ]);
});

t.test('a value that does not fit leaves the default', async (t) => {
  const { value, mistakes } = settle(timeout, sourcesOf({ flags: { timeout: 'soon' } }));
  t.equal(value, 10_000);
  t.equal(mistakes.length, 1);
});

t.test('each item of a list that does not fit is named', async (t) => {
  const [ping] = sampleChecks;
  const [targets] = ping ? ownOptions(ping) : [];
  const entries = { 'external-ping.targets': ['8.8.8.8', '', null] };
  t.match(targets && settle(targets, sourcesOf({ entries })).mistakes, [
    { where: `${configPath}: external-ping.targets[1]` },
    { where: `${configPath}: external-ping.targets[2]` },
  ]);
});

t.test("a value of Magnum's that does not fit is a warning, and not used", async (t) => {
  const params = { FLANNEL_NETWORK_CIDR: 'wide', FLANNEL_BACKEND: 'udp' };
  t.same(settle(flannelNetwork, sourcesOf({ params })), {
    value: '',
    origin: 'default',
    where: 'default',
    mistakes: [],
    warnings: [
      `${heatParamsPath}: flannel.network: expected a network such as 10.100.0.0/16; not used`,
    ],
  });
  t.match(settle(flannelBackend, sourcesOf({ params })), { value: 'udp', warnings: [] });
});
