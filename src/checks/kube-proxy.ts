import { defineCheck } from '../domain/check.ts';
import {
  type ExpectationFacts,
  judgeKubeProxyExpectation,
} from '../domain/kube-proxy-expectation.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import { type PodNetworkFacts, soundSubnetFile } from '../domain/pod-network.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { ContainerList, Probes, Process, ProcessTable, Unit } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { recoverable } from '../domain/reason-docs.ts';
import { crashLoopOfContainer, crashLoopOfUnit } from '../domain/service-state.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import {
  conclude,
  type Finding,
  notApplicable,
  unhealthy,
  unknown,
  type Verdict,
} from '../domain/verdict.ts';
import { kubeProxyLog } from './facts/daemon-logs.ts';
import { askHealth, askMode, type KubeProxyHealth } from './facts/kube-proxy-health.ts';
import { ownProcess, proxyArgs, proxyProcess } from './facts/kube-proxy-process.ts';
import { kubeProxyRules, type RulesAnswer } from './facts/kube-proxy-rules.ts';
import { type Explained, explainedVerdict, withLog } from './facts/last-words.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

const readItsLog =
  'journalctl -u kube-proxy -n 50; crictl logs $(crictl ps -a --name kube-proxy -q | head -n 1); docker logs kube-proxy';

const reasons = {
  KubeProxyNotRunning: {
    ...recoverable,
    cause:
      'kube-proxy is expected on this node and does not run in any of its forms. The rules it made stay, and age: Services go on for a while and then lead to pods that are gone.',
    confirm: 'systemctl status kube-proxy; pgrep -a kube-proxy; crictl ps -a --name kube-proxy',
    remedy:
      'Restart it (systemctl restart kube-proxy), or see why the kubelet does not start its pod (kubectl -n kube-system get pods -o wide). If another program does its work, set the option kube-proxy.expected to none.',
    reference: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/',
    causes: [],
  },
  KubeProxyCrashLooping: {
    ...recoverable,
    cause:
      'kube-proxy starts and ends again: a bad flag or kubeconfig, no rights, or a kernel without the modules that its mode needs.',
    confirm: readItsLog,
    remedy: 'Mend what the last lines of its log name.',
    reference: 'https://kubernetes.io/docs/reference/command-line-tools-reference/kube-proxy/',
    causes: [],
  },
  KubeProxyUnhealthy: {
    ...recoverable,
    cause:
      'kube-proxy runs, but says that it cannot program the rules, or says nothing at all: its tool fails, it waits for the API server, or it hangs.',
    confirm: `curl -m 3 http://127.0.0.1:10256/livez; ${readItsLog}`,
    remedy:
      'Read its log: a locked xtables, a missing kernel module, an unreachable API server. Restart it if it hangs.',
    reference: 'https://github.com/kubernetes/kubernetes/issues/105742',
    causes: [],
  },
  KubeProxyRulesMissing: {
    ...recoverable,
    cause:
      'Somebody has flushed the rules of kube-proxy (firewalld, nft flush ruleset, iptables -F): Services are dead. In nftables mode kube-proxy does not notice and says that it is well.',
    confirm: 'iptables -t nat -S KUBE-SERVICES | head; nft list tables',
    remedy: 'Restart kube-proxy, which writes them anew, and keep the other program from flushing.',
    reference: 'https://github.com/kubernetes/kubernetes/blob/master/pkg/proxy/nftables/README.md',
    causes: [],
  },
  KubeProxyNotExpected: {
    ...recoverable,
    cause: 'Nothing on this node needs a kube-proxy, or another program does its work.',
    confirm: 'pgrep -a "kubelet|k3s|cilium-agent"; ls /etc/kubernetes/manifests',
    remedy: 'Nothing. If there should be one, set the option kube-proxy.expected to expected.',
    reference: 'https://docs.cilium.io/en/stable/network/kubernetes/kubeproxy-free/',
    causes: [],
  },
  KubeProxyUndecided: {
    ...recoverable,
    cause: 'No kube-proxy can be seen, and nothing says whether this node should have one.',
    confirm: 'kubectl -n kube-system get daemonset kube-proxy; ls /etc/kubernetes/manifests',
    remedy: 'Set the option kube-proxy.expected to expected or none.',
    reference: 'docs/runbook.md',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** What is seen of a kube-proxy that is, or may be, expected. */
interface Sighting {
  readonly health: KubeProxyHealth;
  /** Absent where none is expected: what answers in its place may have rules of its own. */
  readonly rules?: RulesAnswer | ProbeError;
  /** Absent when its process was seen, so that no runtime had to be asked, or when none answered. */
  readonly containers?: ContainerList;
}

interface Facts extends ExpectationFacts, Explained {
  readonly sighting?: Sighting;
}

const manifestPaths = [
  '/etc/kubernetes/manifests/kube-proxy.yaml',
  '/var/lib/rancher/rke2/agent/pod-manifests/kube-proxy.yaml',
];

/** kube-proxy runs where it is expected, says that it is well, and its rules are there. */
export const kubeProxy = defineCheck({
  name: 'kube-proxy',
  condition: 'KubeProxyProblem',
  asks: 'node',
  summary: 'Where it is expected, kube-proxy runs, is well, and has its rules in the kernel.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }): Promise<Facts> {
    const [network, k3sConfig, manifests] = await Promise.all([
      collectPodNetwork(probes, node),
      probes.file('/etc/rancher/k3s/config.yaml'),
      Promise.all(manifestPaths.map((path) => probes.file(path))),
    ]);
    const facts = { network, k3sConfig, manifests };
    const { kind } = judgeKubeProxyExpectation(facts, node);
    if (kind === 'none') return facts;
    const [sighting, rules] = await Promise.all([
      lookFor(probes, network.processes),
      kind === 'expected' ? answerOrError(rulesOf(probes, network)) : undefined,
    ]);
    const seen = { ...facts, sighting: { ...sighting, ...(rules && { rules }) } };
    const verdict = judge(seen, node);
    return withLog(probes, seen, {
      verdict,
      explains: explainedByLog,
      query: kubeProxyLog(network),
    });
  },

  evaluate: (facts, { node }) => explainedVerdict(judge(facts, node), explainedByLog, facts.log),
});

const explainedByLog: readonly Reason[] = [
  'KubeProxyNotRunning',
  'KubeProxyCrashLooping',
  'KubeProxyUnhealthy',
];

function judge(facts: Facts, node: NodeSettings): Verdict<Reason | SharedReason> {
  const { network, sighting } = facts;
  const { kind, because } = judgeKubeProxyExpectation(facts, node);
  if (kind === 'none' || sighting === undefined)
    return notApplicable('KubeProxyNotExpected', because);
  const units = network.units ?? [];
  const looping = crashLoop(units, sighting);
  if (looping !== undefined) return unhealthy(looping);
  // Whether k3s holds a kube-proxy is then just what is not known.
  const look = kind === 'undecided' ? ownProcess : proxyProcess;
  const process = look(network.processes);
  const form = runningForm(process, { units, sighting });
  if (form === undefined) {
    if (kind === 'undecided') return unknown('KubeProxyUndecided', because);
    return network.processes.complete
      ? unhealthy({
          reason: 'KubeProxyNotRunning',
          message: `kube-proxy does not run (${because})`,
        })
      : unknown('ProcessesNotVisible', 'kube-proxy cannot be seen from here');
  }
  return conclude<Reason | SharedReason>({
    broken: [...notWell(form, sighting, process), ...rulesMissing(form, sighting)],
    open: unreadRules(sighting),
    fine: `${form}, ${sighting.health.because}`,
  });
}

async function lookFor(probes: Probes, table: ProcessTable): Promise<Sighting> {
  const [health, containers] = await Promise.all([
    askHealth(probes, proxyArgs(table)),
    proxyProcess(table) === undefined ? answerOrError(probes.containers()) : undefined,
  ]);
  const isSilent = containers === undefined || containers instanceof ProbeError;
  return isSilent ? { health } : { health, containers };
}

async function rulesOf(probes: Probes, network: PodNetworkFacts): Promise<RulesAnswer> {
  const mode = await askMode(probes, proxyArgs(network.processes));
  const [lease] = soundSubnetFile(network)?.leases ?? [];
  return kubeProxyRules(probes, { mode, family: lease?.family ?? 4 });
}

const isOwnUnit = ({ name }: Unit): boolean => name === 'kube-proxy';

function crashLoop(units: readonly Unit[], { containers }: Sighting): Finding<Reason> | undefined {
  const why =
    units
      .filter(isOwnUnit)
      .map(crashLoopOfUnit)
      .find((loop) => loop !== undefined) ??
    (containers && crashLoopOfContainer(containers, ['kube-proxy']));
  return why === undefined
    ? undefined
    : { reason: 'KubeProxyCrashLooping', message: `kube-proxy is crash-looping: ${why}` };
}

/** How kube-proxy shows that it is there; an answer on its port proves it in any form. */
function runningForm(
  process: Process | undefined,
  { units, sighting }: { readonly units: readonly Unit[]; readonly sighting: Sighting },
): string | undefined {
  if (process !== undefined)
    return `${process.name} ${process.stopped ? 'is stopped by a signal' : 'runs'} (PID ${process.pid})`;
  const unit = units.find((own) => isOwnUnit(own) && own.subState === 'running');
  if (unit !== undefined) return 'unit kube-proxy runs';
  const container = sighting.containers?.containers.find(
    ({ name, state }) => name === 'kube-proxy' && state === 'running',
  );
  if (container !== undefined) return `${container.runtime} container kube-proxy runs`;
  const answers = ['well', 'failing'].includes(sighting.health.kind);
  return answers ? 'something answers in its place' : undefined;
}

const notWell = (
  form: string,
  { health }: Sighting,
  process: Process | undefined,
): readonly Finding<Reason>[] =>
  process?.stopped === true || !['well', 'none'].includes(health.kind)
    ? [{ reason: 'KubeProxyUnhealthy', message: `${form}; ${health.because}` }]
    : [];

const rulesMissing = (form: string, { rules }: Sighting): readonly Finding<Reason>[] =>
  rules === undefined || rules instanceof ProbeError || rules.present
    ? []
    : [
        {
          reason: 'KubeProxyRulesMissing',
          message: `${form}, but its rules are not in the kernel: ${rules.seen}`,
        },
      ];

const unreadRules = ({ rules }: Sighting): readonly Finding<SharedReason>[] =>
  rules instanceof ProbeError ? [{ reason: rules.reason, message: rules.message }] : [];
