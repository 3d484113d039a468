import { ProbeError } from '../../domain/probe-error.ts';
import type { ContainerList, Process, ProcessTable, Unit } from '../../domain/probes.ts';
import { findKubelet } from '../../domain/process-flags.ts';
import { crashLoopOfContainer, crashLoopOfUnit } from '../../domain/service-state.ts';
import { blockingUnit, downOfUnit } from '../../domain/unit-state.ts';
import type { Finding } from '../../domain/verdict.ts';
import type { RunningRuntime } from './runtimes.ts';
import { missingPods, type StaticPod, type StaticPods } from './static-pods.ts';

/** What is seen of the services that a node may have. */
export interface ServiceFacts {
  readonly units: readonly Unit[] | ProbeError;
  readonly processes: ProcessTable;
  readonly runtimes: readonly RunningRuntime[];
  readonly staticPods: StaticPods;
}

/** A service that does not do its work; the subject is its name. */
export type BrokenService = Finding<
  'ServiceDown' | 'ServiceCrashLooping' | 'ServiceBlocked' | 'RuntimeHung'
> & { readonly subject: string };

const services = [
  ...['docker', 'containerd', 'crio', 'kubelet', 'etcd', 'kube-apiserver'],
  'flannel-docker-bridge',
];

/** Static pods hang on the services: they are judged where those are well. */
export function brokenServices(facts: ServiceFacts): readonly BrokenService[] {
  const units = unitsOf(facts);
  const broken = [
    ...units.filter(isService).flatMap((unit) => brokenUnit(unit, units)),
    ...facts.runtimes.flatMap(hungRuntime),
  ];
  return broken.length > 0 ? broken : brokenPods(facts);
}

const unitsOf = ({ units }: ServiceFacts): readonly Unit[] =>
  units instanceof ProbeError ? [] : units;

const isService = ({ name }: Unit): boolean => services.includes(name);

function brokenUnit(unit: Unit, units: readonly Unit[]): readonly BrokenService[] {
  const subject = unit.name;
  const looping = crashLoopOfUnit(unit);
  if (looping !== undefined) return [{ reason: 'ServiceCrashLooping', subject, message: looping }];
  const down = downOfUnit(unit);
  if (down === undefined) return [];
  const blocker = unit.activeState === 'inactive' ? blockingUnit(unit, units) : undefined;
  return blocker === undefined
    ? [{ reason: 'ServiceDown', subject, message: down }]
    : [
        {
          reason: 'ServiceBlocked',
          subject,
          message: `${down}: it requires ${blocker.name}, which does not run either`,
        },
      ];
}

const hungRuntime = ({ name, process, answer }: RunningRuntime): readonly BrokenService[] =>
  answer instanceof ProbeError || answer.kind !== 'silent'
    ? []
    : [
        {
          reason: 'RuntimeHung',
          subject: name,
          message: `${name} (PID ${process.pid}) ${process.stopped ? 'is stopped by a signal' : 'runs'} and does not answer on its socket: ${answer.detail}`,
        },
      ];

/** Outside the host's PID namespace a static pod that is not seen may still run. */
const brokenPods = ({ processes, staticPods }: ServiceFacts): readonly BrokenService[] =>
  processes.complete
    ? missingPods(staticPods).flatMap((pod) => brokenPod(pod, staticPods.containers))
    : [];

function brokenPod(
  { name, manifest }: StaticPod,
  containers: ContainerList | undefined,
): readonly BrokenService[] {
  const looping = containers && crashLoopOfContainer(containers, [name]);
  return [
    looping === undefined
      ? {
          reason: 'ServiceDown',
          subject: name,
          message: `the static pod ${name} (${manifest}) does not run`,
        }
      : { reason: 'ServiceCrashLooping', subject: name, message: looping },
  ];
}

/** The names of those that are there and well, as far as can be seen. */
export const runningServices = (facts: ServiceFacts): readonly string[] => [
  ...new Set([
    ...unitsOf(facts)
      .filter((unit) => isService(unit) && unit.activeState === 'active')
      .map(({ name }) => name),
    ...facts.runtimes.flatMap(({ name, answer }) =>
      answer instanceof ProbeError || answer.kind !== 'answers' ? [] : [name],
    ),
    ...facts.staticPods.pods.flatMap(({ name, process }) => (process === undefined ? [] : [name])),
    ...runningProcesses(facts).map(({ name }) => name),
  ]),
];

/** Where systemd cannot be asked there may be no way to a runtime's socket either. */
function runningProcesses({
  units,
  processes,
  runtimes,
}: ServiceFacts): readonly { readonly name: string; readonly process: Process }[] {
  if (!(units instanceof ProbeError)) return [];
  const kubelet = findKubelet(processes.processes);
  return [
    ...runtimes.filter(({ answer }) => !(answer instanceof ProbeError) && answer.kind === 'absent'),
    ...(kubelet === undefined ? [] : [{ name: 'kubelet', process: kubelet }]),
  ].filter(({ process }) => !process.stopped);
}
