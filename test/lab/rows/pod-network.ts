import type { Row } from '../row.ts';

const withoutSubnet = [
  'flannel-interface NoFlannelSubnet',
  'flannel-routes NoFlannelSubnet',
  'kernel-forwarding NoFlannelSubnet',
  'pod-bridge NoFlannelSubnet',
];

const subnetFileRows: readonly Row[] = [
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

const bridgeRows: readonly Row[] = [
  { faults: ['bridge-missing'], roots: ['pod-bridge BridgeMissing'] },
  { faults: ['bridge-down'], roots: ['pod-bridge BridgeDown'] },
  { faults: ['bridge-wrong-mtu'], roots: ['pod-bridge BridgeMtuMismatch'] },
  { faults: ['cni0-leftover'], roots: ['pod-bridge StaleBridge'] },
  { faults: ['bridge-foreign-address'], roots: ['pod-bridge BridgeOutsideSubnet'] },
  { faults: ['no-pods'] },
  { faults: ['just-booted'] },
  { faults: ['docker0-beside-cni0'] },
];

const kernelRows: readonly Row[] = [
  { faults: ['forwarding-off'], roots: ['kernel-forwarding ForwardingDisabled'] },
  { faults: ['forward-drop'], roots: ['kernel-forwarding ForwardPolicyDrop'] },
  { faults: ['forward-drop-accepted'] },
  { faults: ['forward-drop-limited'], unknown: ['kernel-forwarding FirewallUndecided'] },
  { faults: ['masquerade-missing'], roots: ['kernel-forwarding MasqueradeMissing'] },
  { faults: ['bridge-netfilter-off'], roots: ['kernel-forwarding BridgeNetfilterMissing'] },
];

/** What goes wrong in the same way over every backend. */
export const podNetworkRows: readonly Row[] = [...subnetFileRows, ...bridgeRows, ...kernelRows];
