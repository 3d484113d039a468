import t from 'tap';
import { globalOptions, optionsFor } from '../../src/config/options.ts';
import { sampleChecks } from './sample-sources.ts';

const paramsOf = (params: Readonly<Record<string, string>>) => new Map(Object.entries(params));

t.test('no two options share a key, a flag or a variable', async (t) => {
  const options = optionsFor(sampleChecks);
  for (const names of [
    options.map(({ key }) => key),
    options.map(({ flag }) => flag),
    options.flatMap(({ variable, aliases }) => [variable, ...aliases]),
  ])
    t.equal(new Set(names).size, names.length);
});

t.test('each default is a value of its option', async (t) => {
  for (const { key, kind, default: value } of optionsFor(sampleChecks))
    t.same(kind.parse(kind.format(value)), { value }, key);
});

t.test("the checks' options follow the global ones", async (t) => {
  const keys = optionsFor(sampleChecks).map(({ key }) => key);
  t.equal(keys[0], 'node-name');
  t.same(keys.slice(-3), ['external-ping.targets', 'external-ping.min-replies', 'kube-proxy.port']);
});

const magnum = { CLUSTER_UUID: 'c' };

const cases: readonly (readonly [
  keyof typeof globalOptions,
  Readonly<Record<string, string>>,
  string | undefined,
])[] = [
  ['flannelExpected', { NETWORK_DRIVER: 'flannel' }, 'expected'],
  ['flannelExpected', { NETWORK_DRIVER: 'calico' }, 'none'],
  ['flannelExpected', { NETWORK_DRIVER: '' }, undefined],
  ['flannelExpected', {}, undefined],
  ['flannelNetwork', { FLANNEL_NETWORK_CIDR: '10.100.0.0/16' }, '10.100.0.0/16'],
  ['flannelBackend', { FLANNEL_BACKEND: 'host-gw', FLANNEL_USE_VXLAN: 'true' }, 'host-gw'],
  ['flannelBackend', { FLANNEL_BACKEND: '', FLANNEL_USE_VXLAN: 'True' }, 'vxlan'],
  ['flannelBackend', { FLANNEL_USE_VXLAN: 'false' }, 'udp'],
  ['flannelBackend', {}, undefined],
  ['external', magnum, 'expected'],
  ['external', { BAY_UUID: 'b', HTTP_PROXY: '', CONTAINER_INFRA_PREFIX: '' }, 'expected'],
  ['external', { ...magnum, HTTP_PROXY: 'http://p' }, undefined],
  ['external', { ...magnum, HTTPS_PROXY: 'http://p' }, undefined],
  ['external', { ...magnum, CONTAINER_INFRA_PREFIX: 'registry/' }, undefined],
  ['external', { NETWORK_DRIVER: 'flannel' }, undefined],
  ['httpProxy', { HTTP_PROXY: 'http://a', HTTPS_PROXY: 'http://b' }, 'http://a'],
  ['httpsProxy', { HTTP_PROXY: 'http://a', HTTPS_PROXY: 'http://b' }, 'http://b'],
  ['httpsProxy', { HTTP_PROXY: 'http://a', HTTPS_PROXY: '' }, undefined],
  ['noProxy', { NO_PROXY: '10.0.0.5,.cluster.local' }, '10.0.0.5,.cluster.local'],
];

for (const [name, params, value] of cases) {
  t.test(`heat-params ${JSON.stringify(params)} give ${name} ${value}`, async (t) => {
    t.equal(globalOptions[name].heatParams?.(paramsOf(params)), value);
  });
}
