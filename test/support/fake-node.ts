import type { OwnNode } from '../../src/domain/own-node.ts';
import type { ForwardingEntry, PeerRoutes } from '../../src/domain/peer-routes.ts';
import type {
  ContainerList,
  FileAnswer,
  HttpAnswer,
  Link,
  Probes,
  ProcessTable,
  Route,
  Unit,
} from '../../src/domain/probes.ts';
import {
  bridge,
  defaultRoute,
  flannelNode,
  link,
  podPort,
  route,
  startedAt,
  subnetEnv,
  subnetPath,
  uplink,
  vxlanDevice,
} from './facts.ts';
import { fakeFiles, fakeFolders, fakeProbes } from './fake-probes.ts';
import { emptyTables, fakeRules, type RuleSets } from './fake-rules.ts';
import { fixture } from './fixture.ts';

/** What the probes find on a node. */
export interface FakeNode {
  readonly files: Readonly<Record<string, string | FileAnswer>>;
  readonly folders: Readonly<Record<string, readonly string[]>>;
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  /** Of its vxlan devices. */
  readonly forwarding: readonly ForwardingEntry[];
  readonly table: ProcessTable;
  readonly units: readonly Unit[];
  readonly containers: ContainerList;
  readonly rules: RuleSets;
  /** By family, table and chain: `ip kube-proxy nat-prerouting`. */
  readonly nft: Readonly<Record<string, readonly string[]>>;
  /** By URL; any other is refused. */
  readonly http: Readonly<Record<string, HttpAnswer>>;
  /** What the API server says of it; undefined: nothing lets us ask. */
  readonly ownNode?: OwnNode;
  /** What an earlier round saw of its peers; undefined: nobody remembers. */
  readonly formerPeers?: PeerRoutes;
  /** Nothing beyond the nameservers answers, and they know no name outside. */
  readonly unreachable: boolean;
}

export const ok = (body: string): HttpAnswer => ({ kind: 'response', status: 200, body });

export const loopback = (): Link =>
  link('lo', { mtu: 65_536, linkType: 'loopback', addresses: ['127.0.0.1/8', '::1/128'] });

export const flannelCni = JSON.stringify({
  name: 'cbr0',
  cniVersion: '0.3.1',
  plugins: [
    { type: 'flannel', delegate: { hairpinMode: true, isDefaultGateway: true } },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
});

/** With masquerading, and accepted in FORWARD, as flanneld 0.28 does it. */
export const flannelRules = (network: string, subnet: string): RuleSets => {
  const recorded = fixture('iptables-save.flannel-0.28-vxlan.txt')
    .replaceAll('10.244.0.0/16', network)
    .replaceAll('10.244.1.0/24', subnet)
    .split('\n');
  return {
    '4 filter': ['-P FORWARD DROP', ...recorded.filter((line) => /FORWARD|-FWD/.test(line))],
    '4 nat': [
      ...['-P PREROUTING ACCEPT', '-P POSTROUTING ACCEPT'],
      ...fixture('iptables-save.kube-proxy-1.36-nat.txt').split('\n'),
      ...recorded.filter((line) => line.includes('POSTR')),
    ],
  };
};

const sysctls = Object.fromEntries(
  [
    ['ipv4/ip_forward', '1'],
    ['ipv6/conf/all/forwarding', '1'],
    ['bridge/bridge-nf-call-iptables', '1'],
    ['bridge/bridge-nf-call-ip6tables', '1'],
    ['ipv4/conf/all/rp_filter', '0'],
    ['ipv4/conf/eth0/rp_filter', '2'],
  ].map(([name, value]) => [`/proc/sys/net/${name}`, `${value}\n`]),
);

/** A healthy node of today: vxlan, cni0 with a pod on it, kube-proxy in iptables mode. */
export const vxlanNode: FakeNode = {
  files: {
    ...sysctls,
    [subnetPath]: subnetEnv(),
    '/etc/cni/net.d/10-flannel.conflist': flannelCni,
    '/etc/resolv.conf': 'nameserver 10.0.0.2\nnameserver 10.0.0.3\n',
    '/proc/1/mounts': 'sysfs /sys sysfs rw 0 0\n/dev/vda1 / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n',
    '/proc/net/snmp': 'Udp: InDatagrams InCsumErrors\nUdp: 812 0\n',
    '/run/cloud-init/status.json': '{"v1":{"modules-final":{"errors":[]},"stage":null}}',
    '/run/cloud-init/result.json': '{"v1":{"errors":[]}}',
  },
  folders: { '/etc/cni/net.d': ['10-flannel.conflist'] },
  links: [loopback(), uplink(), vxlanDevice(), bridge('cni0'), podPort('cni0')],
  routes: [
    defaultRoute(),
    route('10.0.0.0/24', 'eth0'),
    route('10.100.54.0/24', 'cni0'),
    route('10.100.61.0/24', 'flannel.1', { gateway: '10.100.61.0' }),
  ],
  forwarding: [{ mac: '56:d9:08:ed:15:aa', destination: '10.0.0.6' }],
  table: flannelNode().processes,
  units: flannelNode().units ?? [],
  containers: { silent: [], containers: [] },
  rules: { ...emptyTables, ...flannelRules('10.100.0.0/16', '10.100.54.0/24') },
  nft: {},
  http: {
    'http://127.0.0.1:10256/livez': ok('{"healthy":true}'),
    'http://127.0.0.1:10249/proxyMode': ok('iptables'),
  },
  unreachable: false,
};

const nobody = { kind: 'silent', detail: 'no answer within 3 s' } as const;

export const probesOf = (node: FakeNode): Probes =>
  fakeProbes({
    file: fakeFiles(node.files),
    directory: fakeFolders(node.folders),
    links: async () => node.links,
    routes: async () => node.routes,
    forwardingEntries: async () => node.forwarding,
    neighbour: async () => 'REACHABLE',
    processes: async () => node.table,
    units: async () => node.units,
    containers: async () => node.containers,
    endOfFile: fakeFiles(node.files),
    runtime: async () => ({ kind: 'absent' }),
    logTail: async () => undefined,
    rules: fakeRules(node.rules),
    nftChain: async ({ family, table, chain }) => node.nft[`${family} ${table} ${chain}`],
    ping: async () => (node.unreachable ? nobody : { kind: 'reply', rttMs: 8 }),
    tcp: async () => (node.unreachable ? nobody : { kind: 'open' }),
    resolve: async () =>
      node.unreachable
        ? { kind: 'negative', code: 'NXDOMAIN' }
        : { kind: 'resolved', addresses: ['142.250.74.14'] },
    http: async (url) => node.http[url] ?? { kind: 'refused' },
    web: async () =>
      node.unreachable
        ? { kind: 'unreachable', detail: 'ETIMEDOUT' }
        : { kind: 'response', status: 204, headers: {}, body: '', at: startedAt },
    ownNode: async () => node.ownNode,
    formerPeers: async () => node.formerPeers,
    bootedAt: async () => startedAt - 3_600_000,
  });
