import type { Row } from '../row.ts';

export const withoutSubnet = [
  'flannel-interface NoFlannelSubnet',
  'kernel-forwarding NoFlannelSubnet',
  'pod-bridge NoFlannelSubnet',
];

const flannelChecks = [
  'flannel-daemon',
  'flannel-interface',
  'flannel-subnet-file',
  'kernel-forwarding',
  'pod-bridge',
];

const withoutPing = ['setpriv', '--bounding-set', '-net_raw'];

const subnetFile: readonly Row[] = [
  {
    faults: ['subnet-env-missing'],
    roots: ['flannel-subnet-file SubnetFileMissing'],
    unknown: withoutSubnet,
  },
  {
    faults: ['subnet-env-truncated'],
    roots: ['flannel-subnet-file SubnetFileInvalid'],
    unknown: withoutSubnet,
  },
  {
    faults: ['subnet-env-garbage'],
    roots: ['flannel-subnet-file SubnetFileInvalid'],
    unknown: withoutSubnet,
  },
  {
    faults: ['subnet-env-outside-network'],
    roots: ['flannel-subnet-file SubnetOutsideNetwork'],
    consequences: [
      'flannel-interface FlannelInterfaceAddressMismatch',
      'kernel-forwarding MasqueradeMissing',
      'pod-bridge StaleBridge',
    ],
  },
  {
    faults: ['subnet-env-other-network'],
    roots: ['flannel-subnet-file SubnetDiffersFromHeatParams'],
    consequences: [
      'flannel-interface FlannelInterfaceAddressMismatch',
      'kernel-forwarding MasqueradeMissing',
      'pod-bridge BridgeOutsideSubnet',
    ],
  },
  { faults: ['subnet-env-stale'], roots: ['flannel-subnet-file SubnetFileStale'] },
  { faults: ['subnet-env-early'] },
  { faults: ['subnet-env-crlf'] },
];

const flannel: readonly Row[] = [
  { faults: ['flanneld-dead'], roots: ['flannel-daemon FlannelNotRunning'] },
  { faults: ['device-missing'], roots: ['flannel-interface FlannelInterfaceMissing'] },
  { faults: ['device-down'], roots: ['flannel-interface FlannelInterfaceDown'] },
  {
    faults: ['device-wrong-address'],
    roots: ['flannel-interface FlannelInterfaceAddressMismatch'],
  },
  { faults: ['device-wrong-mtu'], roots: ['flannel-interface FlannelInterfaceMtuMismatch'] },
  { faults: ['device-wrong-uplink'], roots: ['flannel-interface FlannelInterfaceWrongUplink'] },
  { faults: ['device-smaller-mtu'] },
];

const bridge: readonly Row[] = [
  { faults: ['bridge-missing'], roots: ['pod-bridge BridgeMissing'] },
  { faults: ['bridge-down'], roots: ['pod-bridge BridgeDown'] },
  { faults: ['bridge-wrong-mtu'], roots: ['pod-bridge BridgeMtuMismatch'] },
  { faults: ['cni0-leftover'], roots: ['pod-bridge StaleBridge'] },
  { faults: ['bridge-foreign-address'], roots: ['pod-bridge BridgeOutsideSubnet'] },
  { faults: ['no-pods'] },
  { faults: ['just-booted'] },
  { faults: ['docker0-beside-cni0'] },
];

const kernel: readonly Row[] = [
  { faults: ['forwarding-off'], roots: ['kernel-forwarding ForwardingDisabled'] },
  { faults: ['forward-drop'], roots: ['kernel-forwarding ForwardPolicyDrop'] },
  { faults: ['forward-drop-accepted'] },
  { faults: ['masquerade-missing'], roots: ['kernel-forwarding MasqueradeMissing'] },
  { faults: ['bridge-netfilter-off'], roots: ['kernel-forwarding BridgeNetfilterMissing'] },
  { faults: ['reverse-path'], roots: ['kernel-forwarding StrictReversePath'] },
];

const outside: readonly Row[] = [
  {
    faults: ['no-default-route'],
    roots: ['default-route NoDefaultRoute'],
    consequences: ['external-ping ExternalPingFailed'],
  },
  {
    faults: ['no-uplink-address'],
    roots: ['default-route NoUplinkAddress'],
    consequences: ['external-ping ExternalPingFailed', 'node-dns NameserversUnreachable'],
  },
  {
    faults: ['gateway-gone'],
    roots: ['default-route GatewayUnreachable'],
    consequences: ['external-ping ExternalPingFailed'],
  },
  {
    faults: ['nameserver-outside', 'gateway-gone'],
    roots: ['default-route GatewayUnreachable'],
    consequences: ['external-ping ExternalPingFailed', 'node-dns NameserversUnreachable'],
  },
  { faults: ['nameserver-outside'] },
  { faults: ['icmp-filtered'] },
  { faults: ['everything-filtered'], roots: ['external-ping ExternalPingFailed'] },
  {
    faults: [],
    through: withoutPing,
    unknown: ['external-ping PingNotPermitted'],
    status: 'healthy',
  },
  {
    faults: ['everything-filtered'],
    through: withoutPing,
    unknown: ['external-ping PingNotPermitted'],
  },
  { faults: ['ping-missing'], unknown: ['external-ping PingNotInstalled'], status: 'healthy' },
  { faults: ['nameservers-dead'], roots: ['node-dns NameserversUnreachable'] },
  { faults: ['nameserver-dead'] },
  { faults: ['nameserver-none'], roots: ['node-dns NoNameserver'] },
  { faults: ['name-unknown'], roots: ['node-dns NameNotResolved'] },
  {
    faults: [],
    flags: ['--node-dns.nameservers', '10.0.0.9'],
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

const several: readonly Row[] = [
  {
    faults: ['device-wrong-mtu', 'nameservers-dead'],
    roots: ['flannel-interface FlannelInterfaceMtuMismatch', 'node-dns NameserversUnreachable'],
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

const kinds: readonly Row[] = [
  { faults: ['air-gapped'], notApplicable: ['external-ping NoExternalAccess'] },
  { faults: ['calico'], notApplicable: flannelChecks.map((check) => `${check} OtherPodNetwork`) },
  {
    faults: ['no-flannel'],
    notApplicable: [
      ...flannelChecks.map((check) => `${check} NoFlannel`),
      'kube-proxy KubeProxyNotExpected',
    ],
  },
];

/** A Magnum worker of today: vxlan, the flannel CNI, cni0. */
export const vxlanRows: readonly Row[] = [
  ...subnetFile,
  ...flannel,
  ...bridge,
  ...kernel,
  ...outside,
  ...kubeProxy,
  ...several,
  ...kinds,
];
