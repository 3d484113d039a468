import type { NodeSettings } from '../../src/domain/node-settings.ts';
import { parseLinks } from '../../src/probes/links.ts';
import {
  bridge,
  defaultRoute,
  dockerNode,
  podPort,
  processOf,
  processTable,
  route,
  subnetEnv,
  subnetPath,
  tunDevice,
  unit,
  uplink,
  vxlanDevice,
  writtenAt,
} from './facts.ts';
import { type FakeNode, flannelCni, flannelRules, loopback, ok, vxlanNode } from './fake-node.ts';
import { emptyTables } from './fake-rules.ts';
import { fixture } from './fixture.ts';

export interface HealthyNode {
  readonly title: string;
  readonly node: Partial<FakeNode>;
  readonly said?: Partial<NodeSettings>;
  /** What is not to be judged there: `check Reason`. */
  readonly notApplicable?: readonly string[];
}

const envOf = (values: Parameters<typeof subnetEnv>[0]): Pick<FakeNode, 'files'> => ({
  files: { ...vxlanNode.files, [subnetPath]: subnetEnv(values) },
});

/** The subnet that the fixtures of `ip` were recorded with. */
const recordedSubnet = { FLANNEL_NETWORK: '10.244.0.0/16', FLANNEL_SUBNET: '10.244.1.1/24' };
const recordedRules = { ...emptyTables, ...flannelRules('10.244.0.0/16', '10.244.1.0/24') };
const recordedBridge = bridge('cni0', { mtu: 1400, addresses: ['10.244.1.1/24'] });

const backends: readonly HealthyNode[] = [
  { title: 'vxlan', node: {} },
  {
    title: 'udp',
    node: {
      ...envOf({ FLANNEL_MTU: '1472' }),
      links: [loopback(), uplink(), tunDevice(), bridge('cni0'), podPort('cni0')],
    },
  },
  {
    title: 'host-gw',
    node: {
      ...envOf({ FLANNEL_MTU: '1500' }),
      links: [loopback(), uplink(), bridge('cni0', { mtu: 1500 }), podPort('cni0')],
      routes: [defaultRoute(), route('10.100.61.0/24', 'eth0', { gateway: '10.0.0.6' })],
    },
    notApplicable: ['flannel-interface NoFlannelInterface'],
  },
  {
    title: 'wireguard',
    node: {
      ...envOf({ ...recordedSubnet, FLANNEL_MTU: '1420' }),
      links: [
        uplink(),
        ...parseLinks(fixture('ip-addr.wireguard.synthetic.json')),
        ...[recordedBridge, podPort('cni0')],
      ],
      rules: recordedRules,
    },
  },
  {
    title: 'ipip',
    node: {
      ...envOf({ ...recordedSubnet, FLANNEL_MTU: '1480' }),
      links: [
        uplink(),
        ...parseLinks(fixture('ip-addr.ipip.synthetic.json')),
        ...[recordedBridge, podPort('cni0')],
      ],
      rules: recordedRules,
    },
  },
];

const ipv6 = {
  FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
  FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
};
const ipv6Device = vxlanDevice({
  name: 'flannel-v6.1',
  mtu: 1430,
  addresses: ['2001:cafe:42:1::/128'],
  vxlan: { id: 1, local: '2001:db8::5', link: 'eth0' },
});
const ipv6Uplink = uplink({ addresses: ['2001:db8::5/64', 'fe80::5/64'] });
const ipv6Route = defaultRoute({ family: 6, destination: '::/0', gateway: 'fe80::1' });
const peer4 = route('10.100.61.0/24', 'flannel.1', { gateway: '10.100.61.0' });
const peer6 = route('2001:cafe:42:2::/64', 'flannel-v6.1', { gateway: '2001:cafe:42:2::' });
const ipv6Rules = {
  '6 filter': [
    '-P FORWARD DROP',
    '-A FORWARD -i cni0 -j ACCEPT',
    '-A FORWARD -i flannel-v6.1 -j ACCEPT',
  ],
  '6 nat': [
    ...(vxlanNode.rules['4 nat'] ?? []).filter((rule) => !/FLANNEL|POSTROUTING/.test(rule)),
    '-A POSTROUTING -s 2001:cafe:42::/56 ! -d ff00::/8 -j MASQUERADE',
  ],
};

const families: readonly HealthyNode[] = [
  {
    title: 'both families',
    node: {
      ...envOf(ipv6),
      links: [
        uplink({ addresses: ['10.0.0.5/24', '2001:db8::5/64'] }),
        ...[vxlanDevice(), ipv6Device],
        bridge('cni0', { addresses: ['10.100.54.1/24', '2001:cafe:42:1::1/64'] }),
        podPort('cni0'),
      ],
      routes: [defaultRoute(), ipv6Route, peer4, peer6],
      rules: { ...vxlanNode.rules, ...ipv6Rules },
    },
    said: { flannelIface: '10.0.0.5' },
  },
  {
    title: 'IPv6 alone, which forwards no IPv4',
    node: {
      files: {
        ...envOf({ ...ipv6, FLANNEL_NETWORK: undefined, FLANNEL_SUBNET: undefined }).files,
        '/proc/sys/net/ipv4/ip_forward': '0\n',
        '/etc/resolv.conf': 'nameserver 2001:db8::2\n',
      },
      links: [
        ...[loopback(), ipv6Uplink, ipv6Device],
        bridge('cni0', { addresses: ['2001:cafe:42:1::1/64'] }),
        bridge('docker0', { addresses: ['172.17.0.1/16'] }),
      ],
      routes: [ipv6Route, peer6],
      rules: { ...emptyTables, ...ipv6Rules },
    },
  },
];

const { processes: dockerTable, units: dockerUnits = [] } = dockerNode();

const kinds: readonly HealthyNode[] = [
  {
    title: 'docker0 with --bip, idle at MTU 1500 (Magnum before Stein)',
    node: {
      files: {
        ...vxlanNode.files,
        '/run/flannel/docker': 'DOCKER_NETWORK_OPTIONS=" --bip=10.100.54.1/24 --mtu=1450"\n',
      },
      folders: {},
      links: [uplink(), vxlanDevice(), bridge('docker0', { mtu: 1500, carrier: false })],
      table: dockerTable,
      units: dockerUnits,
    },
    said: { magnum: true, flannel: 'expected', external: 'expected' },
  },
  {
    title: 'k3s, server',
    node: {
      files: {
        ...vxlanNode.files,
        '/var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist': flannelCni,
      },
      folders: { '/var/lib/rancher/k3s/agent/etc/cni/net.d': ['10-flannel.conflist'] },
      table: processTable([processOf('k3s-server')]),
      units: [unit('k3s')],
    },
    notApplicable: ['node-services NoNodeServices'],
  },
  {
    title: 'RKE1, whose parts are hyperkube in docker',
    node: {
      table: processTable([
        processOf('/opt/bin/flanneld --ip-masq --kube-subnet-mgr'),
        processOf('kubelet --cni-conf-dir=/etc/cni/net.d', { pid: 101 }),
        processOf('hyperkube kube-proxy --healthz-bind-address=127.0.0.1', { pid: 102 }),
        processOf('dockerd', { pid: 103 }),
      ]),
      units: [unit('docker')],
    },
  },
];

const calicoCni = JSON.stringify({ name: 'k8s-pod-network', plugins: [{ type: 'calico' }] });
const flannelChecks = [
  ...['flannel-subnet-file', 'flannel-daemon', 'flannel-interface', 'pod-bridge'],
  ...['flannel-routes', 'kernel-forwarding'],
];

const odd: readonly HealthyNode[] = [
  {
    title: 'docker0 at 172.17.0.1 beside cni0',
    node: {
      links: [...vxlanNode.links, bridge('docker0', { mtu: 1500, addresses: ['172.17.0.1/16'] })],
    },
  },
  {
    title: 'no cni0 before the first pod',
    node: {
      folders: { ...vxlanNode.folders, '/var/lib/cni/networks/cbr0': ['10.100.54.7', 'lock'] },
      links: [loopback(), uplink(), vxlanDevice()],
    },
  },
  {
    title: 'the last node of a cluster, whose peers have gone',
    node: {
      routes: [defaultRoute()],
      forwarding: [],
      formerPeers: { writtenAt, devices: [{ name: 'flannel.1', index: 2, routes: 3 }] },
    },
  },
  {
    title: 'alone in its cluster since flanneld was restarted, which made its device anew',
    node: {
      routes: [defaultRoute()],
      forwarding: [],
      formerPeers: {
        writtenAt: writtenAt - 1,
        devices: [{ name: 'flannel.1', index: 1, routes: 3 }],
      },
    },
  },
  {
    title:
      'DirectRouting, with entries from before it was switched on, two of nodes that have left',
    node: {
      routes: [defaultRoute(), route('10.100.61.0/24', 'eth0', { gateway: '10.0.0.6' })],
      forwarding: [6, 7, 8].map((host) => ({
        mac: `02:00:00:00:00:0${host}`,
        destination: `10.0.0.${host}`,
      })),
    },
  },
  {
    title: 'flannel 0.7, whose one route is that of the whole network',
    node: { routes: [defaultRoute(), route('10.100.0.0/16', 'flannel.1')] },
  },
  {
    title: 'the device of another VNI, left behind with its entries',
    node: { links: [...vxlanNode.links, vxlanDevice({ name: 'flannel.4096', index: 9 })] },
  },
  {
    title: 'CRLF and quotes in subnet.env',
    node: {
      files: { ...vxlanNode.files, [subnetPath]: subnetEnv().replace(/=(.*)\n/g, "='$1'\r\n") },
    },
  },
  {
    title: 'an air-gapped node',
    node: { routes: [route('10.0.0.0/24', 'eth0'), peer4], unreachable: true },
    notApplicable: ['default-route', 'external-ping', 'external-http'].map(
      (check) => `${check} NoExternalAccess`,
    ),
  },
  {
    title: 'a proxy that alone leads out',
    node: { unreachable: true },
    said: { proxied: true, external: 'expected' },
    notApplicable: ['external-ping NoExternalAccess', 'external-http NoExternalAccess'],
  },
  {
    title: "Calico with flannel's leftovers",
    node: {
      files: { ...vxlanNode.files, '/etc/cni/net.d/10-flannel.conflist': calicoCni },
      links: [uplink(), vxlanDevice({ up: false }), bridge('cni0', { up: false })],
      table: processTable([processOf('kubelet'), processOf('kube-proxy')]),
    },
    notApplicable: flannelChecks.map((check) => `${check} OtherPodNetwork`),
  },
  {
    title: 'no flannel at all',
    node: {
      files: { '/etc/resolv.conf': 'nameserver 10.0.0.2\n' },
      folders: {},
      links: [uplink()],
      table: processTable(),
      units: [],
      rules: emptyTables,
      http: {},
    },
    notApplicable: [
      ...flannelChecks.map((check) => `${check} NoFlannel`),
      'kube-proxy KubeProxyNotExpected',
      'node-services NoNodeServices',
      'boot-scripts NoBootScripts',
    ],
  },
  {
    title: 'a kube-proxy whose node is being drained',
    node: {
      http: {
        'http://127.0.0.1:10256/livez': { kind: 'response', status: 404, body: 'not found' },
        'http://127.0.0.1:10256/healthz': {
          kind: 'response',
          status: 503,
          body: '{"lastUpdated": "x","currentTime": "x", "nodeEligible": false}',
        },
        'http://127.0.0.1:10249/proxyMode': ok('iptables'),
      },
    },
  },
];

/** Of each backend, family and kind, and those that look odd: nothing is wrong with any of them. */
export const healthyNodes: readonly HealthyNode[] = [...backends, ...families, ...kinds, ...odd];
