import type { Row } from '../row.ts';

/** A docker-era Magnum worker: no CNI, docker0 takes flannel's subnet through --bip. */
export const dockerRows: readonly Row[] = [
  { faults: ['docker-started-first'], roots: ['pod-bridge BridgeOutsideSubnet'] },
  { faults: ['docker-without-bip'], roots: ['pod-bridge DockerBipNotConfigured'] },
  { faults: ['docker0-idle'] },
  { faults: ['bridge-missing'], roots: ['pod-bridge BridgeMissing'] },
  { faults: ['bridge-down'], roots: ['pod-bridge BridgeDown'] },
  { faults: ['bridge-wrong-mtu'], roots: ['pod-bridge BridgeMtuMismatch'] },
  { faults: ['bridge-foreign-address'], roots: ['pod-bridge BridgeOutsideSubnet'] },
  {
    faults: ['subnet-env-missing'],
    roots: ['flannel-subnet-file SubnetFileMissing'],
    unknown: [
      'flannel-interface NoFlannelSubnet',
      'flannel-routes NoFlannelSubnet',
      'kernel-forwarding NoFlannelSubnet',
      'pod-bridge NoFlannelSubnet',
    ],
  },
  { faults: ['flanneld-dead'], roots: ['flannel-daemon FlannelNotRunning'] },
  { faults: ['forward-drop'], roots: ['kernel-forwarding ForwardPolicyDrop'] },
  { faults: ['kube-proxy-absent'], roots: ['kube-proxy KubeProxyNotRunning'] },
];
