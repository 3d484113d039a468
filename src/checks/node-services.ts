import { defineCheck } from '../domain/check.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { LogQuery, LogTail, Probes } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { recoverable } from '../domain/reason-docs.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { conclude, type Finding, notApplicable } from '../domain/verdict.ts';
import {
  type BrokenService,
  brokenServices,
  runningServices,
  type ServiceFacts,
} from './facts/broken-services.ts';
import { withLastWords } from './facts/last-words.ts';
import { askRuntimes } from './facts/runtimes.ts';
import { collectStaticPods, missingPods } from './facts/static-pods.ts';

/** What runs, or should, in a container or through one. */
const brokenWithoutService = [
  'FlannelNotRunning',
  'FlannelCrashLooping',
  'KubeProxyNotRunning',
  'KubeProxyCrashLooping',
  'KubeProxyUnhealthy',
  'BridgeMissing',
  'ServiceBlocked',
  'UserDataFailed',
];

const reasons = {
  ServiceDown: {
    ...recoverable,
    cause:
      'A service that this node was set up to run has failed or was stopped: its container runtime, the kubelet, or on a master etcd or the API server.',
    confirm:
      'systemctl status {subject}; journalctl -u {subject} -n 50; ls /etc/kubernetes/manifests',
    remedy:
      'systemctl restart {subject}, and mend what its log names. If it is not meant to run here: systemctl disable {subject}.',
    reference: 'https://man7.org/linux/man-pages/man1/systemctl.1.html',
    causes: brokenWithoutService,
  },
  ServiceCrashLooping: {
    ...recoverable,
    cause:
      'A service starts and ends again: a bad option, a missing certificate or file, a full disk, or a peer that it cannot do without.',
    confirm: 'systemctl show -p NRestarts,Result {subject}; journalctl -u {subject} -n 50',
    remedy: 'Mend what the last lines of its log name; it comes up by itself then.',
    reference: 'https://man7.org/linux/man-pages/man5/systemd.service.5.html',
    causes: brokenWithoutService,
  },
  ServiceBlocked: {
    ...recoverable,
    cause: 'A service is enabled, but was not started: another one that it requires does not run.',
    confirm: 'systemctl list-dependencies {subject}; systemctl status {subject}',
    remedy: 'Mend the service that it requires, then systemctl start {subject}.',
    reference: 'https://man7.org/linux/man-pages/man5/systemd.unit.5.html',
    causes: ['KubeProxyNotRunning', 'BridgeMissing', 'UserDataFailed'],
  },
  RuntimeHung: {
    ...recoverable,
    cause:
      'The container runtime runs and answers nothing: it is deadlocked, waits for a disk, or was stopped by a signal. Containers go on, but none is started, and the node becomes NotReady.',
    confirm:
      'timeout 5 docker version; timeout 5 crictl version; ps -o pid,stat,wchan:30,args -C dockerd,containerd,crio; dmesg | tail',
    remedy: 'systemctl restart {subject}; look for a slow or full disk first.',
    reference: 'https://kubernetes.io/docs/setup/production-environment/container-runtimes/',
    causes: ['FlannelNotRunning', 'KubeProxyNotRunning', 'BridgeMissing', 'UserDataFailed'],
  },
  NoNodeServices: {
    ...recoverable,
    cause: 'No service that node-check knows is set up on this machine, or systemd does not run.',
    confirm: 'systemctl list-unit-files "docker*" "containerd*" "crio*" "kubelet*" "etcd*"',
    remedy: 'Nothing.',
    reference: 'docs/runbook.md',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

interface Facts extends ServiceFacts {
  /** Of what is broken, by its name. */
  readonly logs: ReadonlyMap<string, LogTail>;
}

/** What this node was set up to run runs, stays up, and answers. */
export const nodeServices = defineCheck({
  name: 'node-services',
  condition: 'NodeServiceProblem',
  asks: 'node',
  summary:
    'The services set up here run: container runtime, kubelet, on masters etcd and API server.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes): Promise<Facts> {
    const [units, processes] = await Promise.all([
      answerOrError(probes.units()),
      probes.processes(),
    ]);
    const [runtimes, staticPods] = await Promise.all([
      askRuntimes(probes, processes.processes),
      collectStaticPods(probes, processes),
    ]);
    const facts = { units, processes, runtimes, staticPods };
    return { ...facts, logs: await askLogs(probes, brokenServices(facts)) };
  },

  evaluate(facts) {
    const running = runningServices(facts);
    const broken = brokenServices(facts);
    const open = openQuestions(facts, running);
    if (running.length + broken.length + open.length === 0)
      return notApplicable('NoNodeServices', 'no service that node-check knows is set up here');
    return conclude<Reason | SharedReason>({
      broken: broken.map((finding) => withLastWords(finding, facts.logs.get(finding.subject))),
      open,
      fine: `${running.join(', ')} run`,
      seen: running,
    });
  },
});

/** Where systemd cannot be asked, what runs is an answer as well. */
function openQuestions(facts: Facts, running: readonly string[]): readonly Finding<SharedReason>[] {
  const { units, processes, runtimes, staticPods } = facts;
  const unread = [units, ...runtimes.map(({ answer }) => answer)].flatMap((answer) =>
    answer instanceof ProbeError ? [answer] : [],
  );
  const unseen = processes.complete ? [] : missingPods(staticPods);
  return [
    ...unread.map(({ reason, message }) => ({
      reason,
      message,
      ...(running.length > 0 && { answeredBy: `${running.join(', ')} run` }),
    })),
    ...unseen.map(({ name }) => ({
      reason: 'ProcessesNotVisible' as const,
      message: `${name} cannot be seen from here`,
    })),
  ];
}

/** The journal has what a unit said, the runtime what a static pod said. */
async function askLogs(
  probes: Probes,
  broken: readonly BrokenService[],
): Promise<ReadonlyMap<string, LogTail>> {
  const logs = await Promise.all(
    broken.map(async ({ reason, subject }) => {
      const log = reason === 'ServiceBlocked' ? undefined : await probes.logTail(logOf(subject));
      return log === undefined ? [] : [[subject, log] as const];
    }),
  );
  return new Map(logs.flat());
}

const logOf = (name: string): LogQuery => ({
  units: [name],
  containers: [name],
  files: [`/var/log/pods/*_${name}-*/${name}/*.log`],
});
