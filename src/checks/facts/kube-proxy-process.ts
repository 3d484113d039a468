import type { Process, ProcessTable } from '../../domain/probes.ts';
import { findK3s, findKubeProxy, flagValues } from '../../domain/process-flags.ts';

export const ownProcess = ({ processes }: ProcessTable): Process | undefined =>
  findKubeProxy(processes);

/** kube-proxy itself, or the k3s that may hold it. */
export const proxyProcess = (table: ProcessTable): Process | undefined =>
  ownProcess(table) ?? findK3s(table.processes);

/** k3s hands on to the kube-proxy inside of it what --kube-proxy-arg names. */
export function proxyArgs(table: ProcessTable): readonly string[] {
  const { args = [] } = proxyProcess(table) ?? {};
  return [...args, ...flagValues(args, 'kube-proxy-arg').map((arg) => `--${arg}`)];
}
