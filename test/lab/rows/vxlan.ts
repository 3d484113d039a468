import type { Row } from '../row.ts';
import { podNetworkRows } from './pod-network.ts';

const flannelChecks = [
  'flannel-daemon',
  'flannel-interface',
  'flannel-routes',
  'flannel-subnet-file',
  'kernel-forwarding',
  'pod-bridge',
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
    unknown: ['flannel-routes PeersUndecided'],
  },
  {
    faults: ['stale-entry', 'device-wrong-address'],
    roots: ['flannel-interface FlannelInterfaceAddressMismatch'],
    consequences: ['flannel-routes RouteMissing'],
  },
  // With one peer it looks like a peer that has left; a second one that answers makes it certain.
  { faults: ['device-bounced'], unknown: ['flannel-routes PeersUndecided'] },
  { faults: ['stale-entry', 'device-bounced'], roots: ['flannel-routes RouteMissing'] },
  {
    faults: ['stale-entry', 'device-bounced', 'flanneld-dead'],
    roots: ['flannel-daemon FlannelNotRunning'],
    consequences: ['flannel-routes RouteMissing'],
  },
  { faults: ['peer-gone'] },
  { faults: ['peer-gone', 'own-entry'] },
  { faults: ['peer-gone', 'stale-entry'], unknown: ['flannel-routes PeersUndecided'] },
  { faults: ['stale-entry'] },
  { faults: ['stale-entry', 'direct-routing'] },
  { faults: ['device-wrong-mtu'], roots: ['flannel-interface FlannelInterfaceMtuMismatch'] },
  { faults: ['device-wrong-uplink'], roots: ['flannel-interface FlannelInterfaceWrongUplink'] },
  { faults: ['device-smaller-mtu'] },
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
  ...podNetworkRows,
  ...flannel,
  { faults: ['reverse-path'], roots: ['kernel-forwarding StrictReversePath'] },
  ...kinds,
];
