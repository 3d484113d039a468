import type { Row } from '../row.ts';

/** A docker-era Magnum worker whose daemons are units of a real systemd. */
export const systemdRows: readonly Row[] = [
  {
    faults: ['kubelet-stopped'],
    roots: ['node-services ServiceDown'],
  },
  {
    faults: ['docker-failed'],
    roots: ['node-services ServiceDown'],
  },
  {
    faults: ['docker-crash-looping'],
    roots: ['node-services ServiceCrashLooping'],
    consequences: ['node-services ServiceBlocked'],
  },
  { faults: ['kubelet-crash-looping'], roots: ['node-services ServiceCrashLooping'] },
  { faults: ['docker-hung'], roots: ['node-services RuntimeHung'] },
  { faults: ['flanneld-crash-looping'], roots: ['flannel-daemon FlannelCrashLooping'] },
  {
    faults: ['flanneld-failed-at-boot'],
    roots: ['flannel-daemon FlannelNotRunning'],
    consequences: ['node-services ServiceBlocked'],
  },
  { faults: ['kube-proxy-crash-looping'], roots: ['kube-proxy KubeProxyCrashLooping'] },
  { faults: ['containerd-disabled'] },
  { faults: ['static-pod-missing'], roots: ['node-services ServiceDown'] },
  { faults: ['user-data-failed'], roots: ['boot-scripts UserDataFailed'] },
  {
    faults: ['user-data-failed', 'nameservers-dead'],
    roots: ['node-dns NameserversUnreachable'],
    consequences: ['boot-scripts UserDataFailed', 'external-http HttpUnreachable'],
  },
  { faults: ['user-data-running'] },
  { faults: ['deployment-failed'], roots: ['boot-scripts UserDataFailed'] },
  { faults: ['heat-container-agent-crash-looping'], roots: ['boot-scripts UserDataFailed'] },
];
