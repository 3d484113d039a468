import type { CniConfig } from './cni-config.ts';
import type { NodeSettings } from './node-settings.ts';
import type { FileAnswer, ProcessTable, Unit } from './probes.ts';
import { findDockerd, findFlanneld, flagValue, flannelSetting } from './process-flags.ts';
import { parseSubnetFile, type SubnetFile } from './subnet-file.ts';
import { notApplicable, unknown, type Verdict } from './verdict.ts';

/** What tells whether, and how, flannel carries this node's pods. */
export interface PodNetworkFacts {
  /** The first file of the CNI folder that is a configuration; empty when there is none. */
  readonly cni: readonly CniConfig[];
  /** subnet.env where it was found, else where it was looked for first. */
  readonly subnetFile: FileAnswer;
  /** What flannel wrote for docker. */
  readonly dockerOptions: FileAnswer;
  readonly processes: ProcessTable;
  /** Absent when systemd did not answer: what was not seen may be there. */
  readonly units?: readonly Unit[];
}

/** Upstream's path, and the one of Magnum's system containers (Queens, Rocky). */
export const subnetFiles: readonly string[] = [
  '/run/flannel/subnet.env',
  '/run/flanneld/subnet.env',
];

/** As Red Hat's packages, mk-docker-opts.sh and CoreOS write it. */
export const dockerOptionFiles: readonly string[] = [
  '/run/flannel/docker',
  '/run/docker_opts.env',
  '/run/flannel/flannel_docker_opts.env',
];

export const defaultCniFolder = '/etc/cni/net.d';
export const k3sCniFolder = '/var/lib/rancher/k3s/agent/etc/cni/net.d';

/** The bridge that this node's pods are plugged into, as far as flannel gives it its address. */
export type PodBridge =
  | { readonly kind: 'cni' | 'docker'; readonly name: string }
  | { readonly kind: 'none'; readonly because: string }
  | { readonly kind: 'undecided'; readonly because: string };

/** Whether flannel carries this node's pods. */
export type PodNetwork =
  | {
      readonly kind: 'flannel';
      readonly bridge: PodBridge;
      /** flannel runs inside k3s. */
      readonly embedded: boolean;
    }
  | {
      readonly kind: 'other';
      readonly reason: 'NoFlannel' | 'OtherPodNetwork' | 'FlannelUndecided';
      readonly message: string;
    };

/** What carries this node's pods: the operator's word first, then the CNI in use, then docker. */
export function judgePodNetwork(facts: PodNetworkFacts, node: NodeSettings): PodNetwork {
  if (node.flannel === 'none')
    return other('NoFlannel', 'flannel is not used on this node, says its configuration');
  const [inUse] = facts.cni;
  if (inUse === undefined) return withoutCni(facts, node);
  if (inUse.delegate !== undefined) {
    const embedded = inUse.path.startsWith(k3sCniFolder);
    return { kind: 'flannel', bridge: delegatedBridge(inUse.delegate), embedded };
  }
  const named = `${inUse.types.join(' and ')} (${inUse.path})`;
  if (node.flannel === 'expected' || ridesOnFlannel(inUse, facts)) {
    const because = `pods are plugged in by ${named}, which needs no bridge of flannel`;
    return { kind: 'flannel', bridge: { kind: 'none', because }, embedded: false };
  }
  return other('OtherPodNetwork', `pods are plugged in by ${named}, not by flannel`);
}

const other = (
  reason: Extract<PodNetwork, { kind: 'other' }>['reason'],
  message: string,
): PodNetwork => ({ kind: 'other', reason, message });

const delegatedBridge = ({ type, bridge }: NonNullable<CniConfig['delegate']>): PodBridge =>
  type === 'bridge'
    ? { kind: 'cni', name: bridge }
    : { kind: 'none', because: `flannel delegates to ${type}, which makes no bridge` };

/** Canal is Calico's plugin over flannel's routes; a flannel that runs beside another CNI serves it. */
const ridesOnFlannel = ({ path, name }: CniConfig, facts: PodNetworkFacts): boolean =>
  /canal/i.test(`${path} ${name}`) || flannelRuns(facts);

const flannelRuns = ({ processes, units }: PodNetworkFacts): boolean =>
  findFlanneld(processes.processes) !== undefined ||
  (units ?? []).some(({ name, activeState }) => isFlannelUnit(name) && activeState === 'active');

export const isFlannelUnit = (name: string): boolean => name === 'flanneld' || name === 'flannel';

function withoutCni(facts: PodNetworkFacts, node: NodeSettings): PodNetwork {
  const bridge = dockerBridge(facts, node);
  const installed =
    node.flannel === 'expected' ||
    flannelRuns(facts) ||
    (facts.units ?? []).some(({ name }) => isFlannelUnit(name)) ||
    facts.dockerOptions.kind === 'text';
  if (installed) return { kind: 'flannel', bridge, embedded: false };
  if (facts.subnetFile.kind === 'absent')
    return other('NoFlannel', 'there is no flannel on this machine');
  if (bridge.kind === 'docker') return { kind: 'flannel', bridge, embedded: false };
  return other(
    'FlannelUndecided',
    `${facts.subnetFile.path} is there, but no CNI configuration, flanneld or docker option uses it`,
  );
}

function dockerBridge(facts: PodNetworkFacts, node: NodeSettings): PodBridge {
  const dockerd = findDockerd(facts.processes.processes);
  const meant =
    facts.dockerOptions.kind === 'text' ||
    flagValue(dockerd?.args ?? [], 'bip') !== undefined ||
    (node.magnum && isDockerEra(facts));
  return meant
    ? { kind: 'docker', name: 'docker0' }
    : {
        kind: 'undecided',
        because: 'there is no CNI configuration, and docker is not set up for flannel',
      };
}

/** Before Stein: since then a DaemonSet brings flannel and its CNI configuration, and docker0 is docker's own. */
function isDockerEra({ processes: { processes }, units = [] }: PodNetworkFacts): boolean {
  const flanneld = findFlanneld(processes);
  const onHost =
    flanneld === undefined
      ? units.some(({ name }) => isFlannelUnit(name))
      : flannelSetting(flanneld, 'kube-subnet-mgr') === undefined;
  const hasDocker =
    findDockerd(processes) !== undefined || units.some(({ name }) => name === 'docker');
  return onHost && hasDocker;
}

/** The verdict of a check of flannel on a node where flannel is not what is to be judged. */
export const verdictWithoutFlannel = ({
  reason,
  message,
}: Extract<PodNetwork, { kind: 'other' }>): Verdict<typeof reason> =>
  reason === 'FlannelUndecided' ? unknown(reason, message) : notApplicable(reason, message);

/** The contents of subnet.env, where they are sound; flannel-subnet-file says what is wrong with them. */
export const soundSubnetFile = ({ subnetFile }: PodNetworkFacts): SubnetFile | undefined =>
  subnetFile.kind === 'text' ? parseSubnetFile(subnetFile.text).file : undefined;
