import { isFlannelUnit, type PodNetworkFacts } from '../../domain/pod-network.ts';
import type { LogQuery } from '../../domain/probes.ts';

/** k3s, which holds both daemons, writes all of it to one log. */
const k3sUnits = ['k3s', 'k3s-agent'];

/** Where kube-proxy on this node may have logged. */
export const kubeProxyLog = (network: PodNetworkFacts): LogQuery => ({
  units: unitsOf(network, (name) => name === 'kube-proxy'),
  containers: ['kube-proxy'],
  files: ['/var/log/pods/*_kube-proxy-*/kube-proxy/*.log'],
});

/** Where flanneld on this node may have logged, in containers of these names or as a unit. */
export const flannelLog = (network: PodNetworkFacts, containers: readonly string[]): LogQuery => ({
  units: unitsOf(network, isFlannelUnit),
  containers,
  files: ['/var/log/pods/*_kube-flannel-*/kube-flannel/*.log'],
});

const unitsOf = (
  { units = [] }: PodNetworkFacts,
  isOwn: (name: string) => boolean,
): readonly string[] =>
  units.map(({ name }) => name).filter((name) => isOwn(name) || k3sUnits.includes(name));
