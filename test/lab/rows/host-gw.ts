import type { Row } from '../row.ts';

/** host-gw has no device, so what is about it cannot happen. */
export const hostGwRows: readonly Row[] = [
  { faults: [], notApplicable: ['flannel-interface NoFlannelInterface'] },
  {
    faults: ['subnet-env-missing'],
    roots: ['flannel-subnet-file SubnetFileMissing'],
    unknown: [
      'flannel-interface NoFlannelSubnet',
      'kernel-forwarding NoFlannelSubnet',
      'pod-bridge NoFlannelSubnet',
    ],
    notApplicable: [],
  },
  { faults: ['flanneld-dead'], roots: ['flannel-daemon FlannelNotRunning'] },
  { faults: ['bridge-missing'], roots: ['pod-bridge BridgeMissing'] },
  { faults: ['bridge-down'], roots: ['pod-bridge BridgeDown'] },
  { faults: ['cni0-leftover'], roots: ['pod-bridge StaleBridge'] },
  { faults: ['no-pods'] },
  { faults: ['forwarding-off'], roots: ['kernel-forwarding ForwardingDisabled'] },
  { faults: ['forward-drop'], roots: ['kernel-forwarding ForwardPolicyDrop'] },
  { faults: ['forward-drop-accepted'] },
  { faults: ['masquerade-missing'], roots: ['kernel-forwarding MasqueradeMissing'] },
  {
    faults: ['no-default-route'],
    roots: ['default-route NoDefaultRoute'],
    consequences: ['external-http HttpUnreachable', 'external-ping ExternalPingFailed'],
  },
];
