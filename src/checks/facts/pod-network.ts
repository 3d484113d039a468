import { type CniConfig, parseCniConfig } from '../../domain/cni-config.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import {
  defaultCniFolder,
  dockerOptionFiles,
  k3sCniFolder,
  type PodNetworkFacts,
  subnetFiles,
} from '../../domain/pod-network.ts';
import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { FileAnswer, Probes, ProcessTable } from '../../domain/probes.ts';
import {
  findFlanneld,
  findK3s,
  findKubelet,
  flagValue,
  flannelSetting,
} from '../../domain/process-flags.ts';

export async function collectPodNetwork(
  probes: Probes,
  node: NodeSettings,
): Promise<PodNetworkFacts> {
  const [processes, units] = await Promise.all([probes.processes(), answerOrError(probes.units())]);
  const [cni, subnetFile, dockerOptions] = await Promise.all([
    cniInUse(probes, processes),
    firstPresent(probes, subnetFilePaths(node, processes)),
    firstPresent(probes, dockerOptionFiles),
  ]);
  const seen = { cni, subnetFile, dockerOptions, processes };
  return units instanceof ProbeError ? seen : { ...seen, units };
}

function subnetFilePaths(node: NodeSettings, { processes }: ProcessTable): readonly string[] {
  if (node.subnetFile !== '') return [node.subnetFile];
  const flanneld = findFlanneld(processes);
  const told = flanneld && flannelSetting(flanneld, 'subnet-file');
  return told ? [told, ...subnetFiles] : subnetFiles;
}

async function firstPresent(probes: Probes, paths: readonly string[]): Promise<FileAnswer> {
  const answers = await Promise.all(paths.map((path) => probes.file(path)));
  return answers.reduce((best, answer) => (worthOf(answer) > worthOf(best) ? answer : best));
}

/** What can be read says most, then what is there, then a link that leads nowhere. */
function worthOf(answer: FileAnswer): number {
  if (answer.kind === 'text') return 3;
  if (answer.kind !== 'absent') return 2;
  return answer.linkTo === undefined ? 0 : 1;
}

async function cniInUse(probes: Probes, processes: ProcessTable): Promise<readonly CniConfig[]> {
  const folder = await cniFolder(probes, processes);
  for (const name of await probes.directory(folder)) {
    if (!/\.(conf|conflist|json)$/.test(name)) continue;
    const answer = await probes.file(`${folder}/${name}`);
    if (answer.kind === 'notPermitted')
      throw new ProbeError('NotPermitted', `may not read ${answer.path}`);
    const config = answer.kind === 'text' ? parseCniConfig(answer.path, answer.text) : undefined;
    // podman keeps its own network in the same folder; no kubelet uses it.
    if (config !== undefined && config.name !== 'podman') return [config];
  }
  return [];
}

async function cniFolder(probes: Probes, { processes }: ProcessTable): Promise<string> {
  const k3s = findK3s(processes);
  const inK3s = (await probes.directory(k3sCniFolder)).length > 0;
  if (k3s !== undefined && inK3s) return k3sCniFolder;
  const told = flagValue(findKubelet(processes)?.args ?? [], 'cni-conf-dir');
  if (told) return told;
  const containerd = await probes.file('/etc/containerd/config.toml');
  const set =
    containerd.kind === 'text'
      ? /^\s*conf_dir\s*=\s*["']([^"']+)["']/m.exec(containerd.text)?.[1]
      : undefined;
  // A dead k3s leaves no process behind, but its folder tells.
  return set ?? (inK3s ? k3sCniFolder : defaultCniFolder);
}
