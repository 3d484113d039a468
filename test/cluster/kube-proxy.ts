import { takeSteps } from '../lab/lab.ts';
import type { NodeName } from '../lab/shape.ts';
import type { Cluster } from './cluster.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { kubeconfigFor, writeFiles } from './kubeconfig.ts';
import { untilServiceAnswers } from './until-node.ts';

export const proxyModes = ['iptables', 'nftables'] as const;

const kubeconfig = '/etc/kubernetes/proxy-config.yaml';

/** In place of the lab's, or of a real one that has ended. Resolves when its rules work. */
export async function startKubeProxy(
  cluster: Cluster,
  node: NodeName,
  mode: (typeof proxyModes)[number],
): Promise<Daemon> {
  const { lab, plane } = cluster;
  const program = plane.programs['kube-proxy'];
  await takeSteps(lab, node, { node: `stop kube-proxy; ${program} --cleanup` });
  writeFiles(lab.pids[node], { [kubeconfig]: await kubeconfigFor(plane, 'system:kube-proxy') });
  const daemon = await startDaemon(lab.pids[node], [
    program,
    ...[`--kubeconfig=${kubeconfig}`, `--hostname-override=${node}`, `--proxy-mode=${mode}`],
    ...['--cluster-cidr=10.100.0.0/16', '--v=2'],
    // What these would set belongs to the machine; a network namespace can only read it.
    ...['--conntrack-max-per-core=0', '--conntrack-tcp-timeout-established=0'],
    '--conntrack-tcp-timeout-close-wait=0',
  ]);
  await untilServiceAnswers(cluster, node);
  return daemon;
}
