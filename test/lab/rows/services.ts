import type { Row } from '../row.ts';

const withoutSubnet = [
  'flannel-interface NoFlannelSubnet',
  'flannel-routes NoFlannelSubnet',
  'kernel-forwarding NoFlannelSubnet',
  'pod-bridge NoFlannelSubnet',
];

const withoutPing = ['setpriv', '--bounding-set', '-net_raw'];

const outside: readonly Row[] = [
  {
    faults: ['no-default-route'],
    roots: ['default-route NoDefaultRoute'],
    consequences: ['external-http HttpUnreachable', 'external-ping ExternalPingFailed'],
  },
  {
    faults: ['no-uplink-address'],
    roots: ['default-route NoUplinkAddress'],
    consequences: [
      'external-http HttpUnreachable',
      'external-ping ExternalPingFailed',
      'node-dns NameserversUnreachable',
    ],
  },
  {
    faults: ['gateway-gone'],
    roots: ['default-route GatewayUnreachable'],
    consequences: ['external-http HttpUnreachable', 'external-ping ExternalPingFailed'],
  },
  {
    faults: ['nameserver-outside', 'gateway-gone'],
    roots: ['default-route GatewayUnreachable'],
    consequences: [
      'external-http HttpUnreachable',
      'external-ping ExternalPingFailed',
      'node-dns NameserversUnreachable',
    ],
  },
  { faults: ['nameserver-outside'] },
  { faults: ['icmp-filtered'] },
  {
    faults: ['everything-filtered'],
    roots: ['external-ping ExternalPingFailed'],
    consequences: ['external-http HttpUnreachable'],
  },
  {
    faults: [],
    through: withoutPing,
    unknown: ['external-ping PingNotPermitted'],
    status: 'healthy',
  },
  {
    faults: ['everything-filtered'],
    through: withoutPing,
    roots: ['external-http HttpUnreachable'],
    unknown: ['external-ping PingNotPermitted'],
  },
  { faults: ['ping-missing'], unknown: ['external-ping PingNotInstalled'], status: 'healthy' },
  {
    faults: ['nameservers-dead'],
    roots: ['node-dns NameserversUnreachable'],
    consequences: ['external-http HttpUnreachable'],
  },
  { faults: ['nameserver-dead'] },
  {
    faults: ['nameserver-none'],
    roots: ['node-dns NoNameserver'],
    consequences: ['external-http HttpUnreachable'],
  },
  {
    faults: ['name-unknown'],
    roots: ['node-dns NameNotResolved'],
    consequences: ['external-http HttpUnreachable'],
  },
  {
    faults: [],
    flags: ['--node-dns-nameservers', '10.0.0.9'],
    roots: ['node-dns NameserverNotExpected'],
  },
];

const kubeProxy: readonly Row[] = [
  { faults: ['kube-proxy-absent'], roots: ['kube-proxy KubeProxyNotRunning'] },
  { faults: ['kube-proxy-failing'], roots: ['kube-proxy KubeProxyUnhealthy'] },
  { faults: ['kube-proxy-hanging'], roots: ['kube-proxy KubeProxyUnhealthy'] },
  { faults: ['kube-proxy-rules-gone'], roots: ['kube-proxy KubeProxyRulesMissing'] },
  { faults: ['kube-proxy-draining'] },
];

export const doubleFaultRows: readonly Row[] = [
  {
    faults: ['device-wrong-mtu', 'nameservers-dead'],
    roots: ['flannel-interface FlannelInterfaceMtuMismatch', 'node-dns NameserversUnreachable'],
    consequences: ['external-http HttpUnreachable'],
  },
  {
    faults: ['subnet-env-missing', 'kube-proxy-absent'],
    roots: ['flannel-subnet-file SubnetFileMissing', 'kube-proxy KubeProxyNotRunning'],
    unknown: withoutSubnet,
  },
  {
    faults: ['flanneld-dead', 'subnet-env-missing'],
    roots: ['flannel-daemon FlannelNotRunning'],
    consequences: ['flannel-subnet-file SubnetFileMissing'],
    unknown: withoutSubnet,
  },
];

/** What lies beyond flannel goes wrong in the same way over every backend. */
export const servicesRows: readonly Row[] = [...outside, ...kubeProxy];
