import type { Row } from '../row.ts';

const withoutSubnet = [
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
  {
    faults: ['device-unguessable'],
    unknown: ['flannel-interface FlannelBackendUndecided'],
  },
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
  { faults: ['forward-drop-limited'], unknown: ['kernel-forwarding FirewallUndecided'] },
  { faults: ['masquerade-missing'], roots: ['kernel-forwarding MasqueradeMissing'] },
  { faults: ['bridge-netfilter-off'], roots: ['kernel-forwarding BridgeNetfilterMissing'] },
  { faults: ['reverse-path'], roots: ['kernel-forwarding StrictReversePath'] },
];

const kinds: readonly Row[] = [
  { faults: ['air-gapped'], notApplicable: ['external-ping NoExternalAccess'] },
  { faults: ['not-magnum'] },
  { faults: ['calico'], notApplicable: flannelChecks.map((check) => `${check} NoFlannel`) },
  {
    faults: ['calico', 'not-magnum'],
    notApplicable: flannelChecks.map((check) => `${check} OtherPodNetwork`),
  },
  {
    faults: ['calico', 'not-magnum', 'kube-proxy-absent'],
    unknown: ['kube-proxy KubeProxyUndecided'],
    notApplicable: flannelChecks.map((check) => `${check} OtherPodNetwork`),
  },
  { faults: ['canal'], notApplicable: ['pod-bridge NoPodBridge'] },
  { faults: ['cni-conf-missing'], unknown: ['pod-bridge PodBridgeUndecided'] },
  {
    faults: ['cni-conf-missing', 'flanneld-dead'],
    roots: ['flannel-daemon FlannelNotRunning'],
    unknown: ['pod-bridge PodBridgeUndecided'],
  },
  {
    faults: ['cni-conf-missing', 'flanneld-dead', 'not-magnum'],
    unknown: flannelChecks.map((check) => `${check} FlannelUndecided`),
  },
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
  ...kinds,
];
