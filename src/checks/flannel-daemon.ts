import { defineCheck } from '../domain/check.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import {
  isFlannelUnit,
  judgePodNetwork,
  type PodNetworkFacts,
  verdictWithoutFlannel,
} from '../domain/pod-network.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { ContainerList, Probes, Process, Unit } from '../domain/probes.ts';
import { findFlanneld, findK3s } from '../domain/process-flags.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { recoverable } from '../domain/reason-docs.ts';
import { crashLoopOfContainer, crashLoopOfUnit } from '../domain/service-state.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { healthy, unhealthy, unknown, type Verdict } from '../domain/verdict.ts';
import { flannelLog } from './facts/daemon-logs.ts';
import { type Explained, explainedVerdict, withLog } from './facts/last-words.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

const brokenWithoutDaemon = [
  'SubnetFileMissing',
  'SubnetFileStale',
  'FlannelInterfaceMissing',
  'FlannelInterfaceDown',
  'RouteMissing',
  'PeersUndecided',
  'ServiceBlocked',
];

const reasons = {
  FlannelNotRunning: {
    ...recoverable,
    cause:
      'flanneld has stopped or was never started. What it set up stays in place and ages: new nodes and changed subnets are not learned.',
    confirm: 'systemctl status flanneld; pgrep -a flanneld; crictl ps -a --name kube-flannel',
    remedy:
      'Restart it (systemctl restart flanneld, or delete the kube-flannel pod of this node) and read its log for why it stopped.',
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

interface Facts extends Explained {
  readonly network: PodNetworkFacts;
  /** Absent when a process was seen, so that no runtime had to be asked, or when none answered. */
  readonly containers?: ContainerList;
}

/** Upstream's DaemonSet, its older name, and system containers. */
const containerNames = ['kube-flannel', 'kube-flannel-ds', 'flanneld'];

const k3sUnits = ['k3s', 'k3s-agent'];

/** flanneld runs, in whatever form this node has it, and stays up. */
export const flannelDaemon = defineCheck({
  name: 'flannel-daemon',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: 'flanneld runs: as a unit, a process, a container, or inside k3s.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }): Promise<Facts> {
    const seen = await look(probes, node);
    const verdict = judge(seen, node);
    const query = flannelLog(seen.network, containerNames);
    return withLog(probes, seen, { verdict, explains: explainedByLog, query });
  },

  evaluate: (facts, { node }) => explainedVerdict(judge(facts, node), explainedByLog, facts.log),
});

async function look(probes: Probes, node: NodeSettings): Promise<Facts> {
  const network = await collectPodNetwork(probes, node);
  const podNetwork = judgePodNetwork(network, node);
  if (podNetwork.kind === 'other' || podNetwork.embedded) return { network };
  if (findFlanneld(network.processes.processes) !== undefined) return { network };
  const containers = await answerOrError(probes.containers());
  return containers instanceof ProbeError ? { network } : { network, containers };
}

const explainedByLog: readonly Reason[] = ['FlannelNotRunning', 'FlannelCrashLooping'];

function judge({ network, containers }: Facts, node: NodeSettings): Verdict<Reason | SharedReason> {
  const podNetwork = judgePodNetwork(network, node);
  if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
  const { embedded } = podNetwork;
  const { processes, complete } = network.processes;
  const units = (network.units ?? []).filter(({ name }) =>
    embedded ? k3sUnits.includes(name) : isFlannelUnit(name),
  );
  const name = embedded ? 'k3s, which holds flannel,' : 'flanneld';
  const looping = crashLoop(units, containers);
  if (looping !== undefined)
    return unhealthy({
      reason: 'FlannelCrashLooping',
      message: `${name} is crash-looping: ${looping}`,
    });
  const daemon = embedded ? findK3s(processes) : findFlanneld(processes);
  if (daemon !== undefined) return verdictOfProcess(daemon);
  const elsewhere = runningElsewhere(units, containers);
  if (elsewhere !== undefined) return healthy(`flannel runs as ${elsewhere}`);
  return complete
    ? unhealthy({ reason: 'FlannelNotRunning', message: `${name} does not run on this node` })
    : unknown('ProcessesNotVisible', `${name} cannot be seen from here`);
}

const crashLoop = (
  units: readonly Unit[],
  containers: ContainerList | undefined,
): string | undefined =>
  units.map(crashLoopOfUnit).find((loop) => loop !== undefined) ??
  (containers && crashLoopOfContainer(containers, containerNames));

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
  const unit = units.find(({ subState }) => subState === 'running');
  if (unit !== undefined) return `unit ${unit.name}`;
  const container = containers?.containers.find(
    ({ name, state }) => containerNames.includes(name) && state === 'running',
  );
  return container && `${container.runtime} container ${container.name}`;
}
