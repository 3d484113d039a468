import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { ContainerList, Probes, Process, ProcessTable } from '../../domain/probes.ts';
import { findKubelet } from '../../domain/process-flags.ts';

/** A part of the control plane that the kubelet has to run, because its manifest is there. */
export interface StaticPod {
  readonly name: 'etcd' | 'kube-apiserver';
  readonly manifest: string;
  /** Its process; undefined where none can be seen. */
  readonly process?: Process;
}

export interface StaticPods {
  readonly pods: readonly StaticPod[];
  /** Only where a process is missed, and a runtime could be asked. */
  readonly containers?: ContainerList;
}

/** Those whose process cannot be seen. */
export const missingPods = ({ pods }: StaticPods): readonly StaticPod[] =>
  pods.filter(({ process }) => process === undefined);

const folders = ['/etc/kubernetes/manifests', '/var/lib/rancher/rke2/agent/pod-manifests'];
const names = ['etcd', 'kube-apiserver'] as const;

/** Empty on nodes without a kubelet: a manifest there is a leftover, or the kubelet's fault. */
export async function collectStaticPods(probes: Probes, table: ProcessTable): Promise<StaticPods> {
  if (findKubelet(table.processes) === undefined) return { pods: [] };
  const listed = await Promise.all(folders.map((folder) => manifestsIn(probes, folder)));
  const pods = names.flatMap((name) => podOf(name, listed.flat(), table));
  if (!table.complete || pods.every(({ process }) => process !== undefined)) return { pods };
  const containers = await answerOrError(probes.containers());
  return containers instanceof ProbeError ? { pods } : { pods, containers };
}

const manifestsIn = async (probes: Probes, folder: string): Promise<readonly string[]> => {
  const files = await answerOrError(probes.directory(folder));
  return files instanceof ProbeError ? [] : files.map((file) => `${folder}/${file}`);
};

function podOf(
  name: StaticPod['name'],
  manifests: readonly string[],
  { processes }: ProcessTable,
): readonly StaticPod[] {
  const manifest = manifests.find((path) =>
    [`${name}.yaml`, `${name}.yml`, `${name}.json`, `${name}.manifest`].some((file) =>
      path.endsWith(`/${file}`),
    ),
  );
  const process = processes.find((candidate) => plays(candidate, name));
  return manifest === undefined ? [] : [{ name, manifest, ...(process && { process }) }];
}

const plays = (process: Process, role: StaticPod['name']): boolean =>
  process.name === role ||
  (process.name === 'hyperkube' &&
    [role, role.replace('kube-', '')].includes(process.args[1] ?? ''));
