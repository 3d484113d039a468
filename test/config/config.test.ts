import t from 'tap';
import { checkSettings, globalSettings, nodeSettings } from '../../src/config/config.ts';
import type { Take } from '../../src/config/option.ts';
import { settle } from '../../src/config/settle.ts';
import { sampleChecks, sourcesOf } from './sample-sources.ts';

const takeFrom =
  (given: Parameters<typeof sourcesOf>[0]): Take =>
  (option) =>
    settle(option, sourcesOf(given)).value;

t.test('without a word from anybody there are defaults', async (t) => {
  t.same(globalSettings(takeFrom({})), {
    nodeName: '',
    timeoutMs: 10_000,
    waitMs: 0,
    intervalMs: 30_000,
    report: [],
    stateDir: '/var/lib/node-check',
    kubeconfig: '',
    kubernetesServer: '',
    httpListen: { host: '127.0.0.1', port: 20_258 },
    hostRoot: '',
    output: 'auto',
    color: 'auto',
    logLevel: 'warn',
  });
  t.same(nodeSettings(takeFrom({})), {
    flannel: 'auto',
    kubeProxy: 'auto',
    external: 'auto',
    proxied: false,
    httpsProxy: '',
    httpProxy: '',
    noProxy: '',
    subnetFile: '',
    flannelNetwork: '',
    flannelBackend: '',
    flannelIface: '',
  });
});

t.test('a proxy for either scheme makes a node proxied', async (t) => {
  for (const key of ['https-proxy', 'http-proxy'])
    t.match(nodeSettings(takeFrom({ entries: { [key]: 'http://proxy:3128' } })), { proxied: true });
});

t.test('each option reaches its setting', async (t) => {
  const take = takeFrom({
    entries: {
      'node-name': 'n1',
      timeout: '1m',
      wait: '10m',
      interval: '1m',
      report: 'kubernetes',
      'state-dir': '/var/lib/other',
      'kubernetes.kubeconfig': '/etc/kubeconfig',
      'kubernetes.server': 'https://10.0.0.5:6443',
      'http.listen': '',
      'host-root': '/host',
      output: 'json',
      color: 'never',
      'log-level': 'debug',
      'https-proxy': 'http://u:p@proxy:3128',
      'no-proxy': '.local',
      'flannel.expected': 'expected',
      'flannel.subnet-file': '/run/subnet.env',
      'flannel.network': '10.100.0.0/16',
      'flannel.backend': 'vxlan',
      'flannel.iface': 'eth1',
      'kube-proxy.expected': 'none',
      external: 'none',
    },
  });
  t.same(globalSettings(take), {
    nodeName: 'n1',
    timeoutMs: 60_000,
    waitMs: 600_000,
    intervalMs: 60_000,
    report: ['kubernetes'],
    stateDir: '/var/lib/other',
    kubeconfig: '/etc/kubeconfig',
    kubernetesServer: 'https://10.0.0.5:6443',
    httpListen: undefined,
    hostRoot: '/host',
    output: 'json',
    color: 'never',
    logLevel: 'debug',
  });
  t.same(nodeSettings(take), {
    flannel: 'expected',
    kubeProxy: 'none',
    external: 'none',
    proxied: true,
    httpsProxy: 'http://u:p@proxy:3128',
    httpProxy: '',
    noProxy: '.local',
    subnetFile: '/run/subnet.env',
    flannelNetwork: '10.100.0.0/16',
    flannelBackend: 'vxlan',
    flannelIface: 'eth1',
  });
});

t.test("a check's settings bear the names that the check gave them", async (t) => {
  const take = takeFrom({ environment: { NODE_CHECK_EXTERNAL_PING_MIN_REPLIES: '2' } });
  t.same(checkSettings(take, sampleChecks), {
    'external-ping': { targets: ['8.8.8.8'], minReplies: '2' },
    'kube-proxy': { port: '' },
  });
});

for (const [checks, names] of [
  ['*', ['external-ping', 'kube-proxy']],
  ['kube-proxy,external-*', ['external-ping', 'kube-proxy']],
  ['kube-p?oxy', ['kube-proxy']],
] as const) {
  t.test(`--checks ${checks} runs ${names}`, async (t) => {
    t.same(Object.keys(checkSettings(takeFrom({ flags: { checks } }), sampleChecks)), names);
  });
}
