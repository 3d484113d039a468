import { defineCheck, type ReasonDoc } from '../domain/check.ts';
import {
  isFlannelUnit,
  judgePodNetwork,
  type PodNetworkFacts,
  verdictWithoutFlannel,
} from '../domain/pod-network.ts';
import type { ContainerList, Process, Unit } from '../domain/probes.ts';
import { findFlanneld, findK3s } from '../domain/process-flags.ts';
import { recoverable } from '../domain/reason-docs.ts';
import { crashLoopOfContainer, crashLoopOfUnit } from '../domain/service-state.ts';
import { type Finding, healthy, unhealthy, unknown, type Verdict } from '../domain/verdict.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

const brokenWithoutDaemon = [
  'SubnetFileMissing',
  'SubnetFileStale',
  'FlannelInterfaceMissing',
  'FlannelInterfaceDown',
];

const reasons = {
  FlannelNotRunning: {
    ...recoverable,
    cause:
      'flanneld has stopped or was never started. What it set up stays in place and ages: new nodes and changed subnets are not learned.',
    confirm: 'systemctl status flanneld; pgrep -a flanneld; crictl ps -a --name kube-flannel',
    remedy:
      'systemctl restart flanneld (or delete the kube-flannel pod of this node); read its log for why it stopped.',
    reference: 'https://github.com/flannel-io/flannel/issues/831',
    causes: brokenWithoutDaemon,
  },
  FlannelCrashLooping: {
    ...recoverable,
    cause:
      'flanneld starts and ends again: no podCIDR, no rights at the API server, etcd out of reach, or br_netfilter missing.',
    confirm:
      'journalctl -u flanneld -n 50; crictl logs $(crictl ps -a --name kube-flannel -q | head -n 1)',
    remedy: 'Mend what the last lines of its log name; it comes up by itself then.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/troubleshooting.md',
    causes: brokenWithoutDaemon,
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

interface Facts {
  readonly network: PodNetworkFacts;
  /** Absent when flanneld was seen running, so that no runtime had to be asked. */
  readonly containers?: ContainerList;
}

/** Upstream's DaemonSet, its older name, and system containers. */
const containerNames = ['kube-flannel', 'kube-flannel-ds', 'flanneld'];

/** flanneld runs, in whatever form this node has it, and stays up. */
export const flannelDaemon = defineCheck({
  name: 'flannel-daemon',
  condition: 'FlannelProblem',
  summary: 'flanneld runs: as a unit, a process, a container, or inside k3s.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }): Promise<Facts> {
    const network = await collectPodNetwork(probes, node);
    const { processes } = network.processes;
    const seen = (findFlanneld(processes) ?? findK3s(processes)) !== undefined;
    if (seen || judgePodNetwork(network, node).kind === 'other') return { network };
    return { network, containers: await probes.containers() };
  },

  evaluate({ network, containers }, { node }) {
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    const { processes, complete } = network.processes;
    const looping = crashLoop(network.units ?? [], containers);
    if (looping !== undefined) return unhealthy(looping);
    const daemon = podNetwork.embedded ? findK3s(processes) : findFlanneld(processes);
    if (daemon !== undefined) return verdictOfProcess(daemon);
    const elsewhere = runningElsewhere(network.units ?? [], containers);
    if (elsewhere !== undefined) return healthy(`flanneld runs as ${elsewhere}`);
    const name = podNetwork.embedded ? 'k3s, which holds flannel' : 'flanneld';
    return complete
      ? unhealthy({ reason: 'FlannelNotRunning', message: `${name} does not run on this node` })
      : unknown(
          'ProcessesNotVisible',
          `${name} is not among the processes that can be seen from here`,
        );
  },
});

function crashLoop(
  units: readonly Unit[],
  containers: ContainerList | undefined,
): Finding<Reason> | undefined {
  const why =
    units
      .filter(({ name }) => isFlannelUnit(name))
      .map(crashLoopOfUnit)
      .find((loop) => loop !== undefined) ??
    (containers && crashLoopOfContainer(containers, containerNames));
  return why === undefined
    ? undefined
    : { reason: 'FlannelCrashLooping', message: `flanneld is crash-looping: ${why}` };
}

const verdictOfProcess = ({ name, pid, stopped }: Process): Verdict<Reason> =>
  stopped
    ? unhealthy({
        reason: 'FlannelNotRunning',
        message: `${name} (PID ${pid}) is stopped by a signal (state T)`,
      })
    : healthy(`${name} runs (PID ${pid})`);

/** A daemon whose process cannot be seen may still show through its unit or container. */
function runningElsewhere(
  units: readonly Unit[],
  containers: ContainerList | undefined,
): string | undefined {
  const unit = units.find(({ name, subState }) => isFlannelUnit(name) && subState === 'running');
  if (unit !== undefined) return `unit ${unit.name}`;
  const container = containers?.containers.find(
    ({ name, state }) => containerNames.includes(name) && state === 'running',
  );
  return container && `${container.runtime} container ${container.name}`;
}
