import type { NodeSettings } from './node-settings.ts';
import { defaultCniFolder, dockerOptionFiles, k3sCniFolder, subnetFiles } from './pod-network.ts';

/** Names under which what we look for runs; others are not read from /proc. */
export const watchedProcesses: readonly string[] = [
  'flanneld',
  'kube-proxy',
  'hyperkube',
  'kubelet',
  'kube-router',
  'k3s',
  'k3s-server',
  'k3s-agent',
  'rke2',
  'docker',
  'docker-current',
  'dockerd',
  'dockerd-current',
  'containerd',
  'crio',
  'cilium-agent',
  'etcd',
  'kube-apiserver',
];

export const watchedUnits: readonly string[] = [
  'flanneld',
  'flannel',
  'kube-proxy',
  'kubelet',
  'docker',
  'containerd',
  'crio',
  'k3s',
  'k3s-agent',
  'rke2-server',
  'rke2-agent',
  'etcd',
  'kube-apiserver',
  'flannel-docker-bridge',
  'heat-container-agent',
];

/** Files whose change is looked at soon: "/etc/cni/net.d/*" is every file of that folder. */
export const watchedPaths = ({ subnetFile }: NodeSettings): readonly string[] => [
  ...(subnetFile === '' ? subnetFiles : [subnetFile]),
  ...dockerOptionFiles,
  '/etc/resolv.conf',
  '/run/systemd/resolve/resolv.conf',
  `${defaultCniFolder}/*`,
  `${k3sCniFolder}/*`,
];
