import t from 'tap';
import { kubeProxy } from '../../src/checks/kube-proxy.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { Container, HttpAnswer, Probes, Process, Unit } from '../../src/domain/probes.ts';
import {
  container,
  link,
  nodeSettings,
  processOf,
  processTable,
  subnetEnv,
  subnetPath,
  unit,
} from '../support/facts.ts';
import { type FakeNode, ok, probesOf, vxlanNode } from '../support/fake-node.ts';
import { emptyTables, fakeRules } from '../support/fake-rules.ts';
import { fixture } from '../support/fixture.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();

const livez = 'http://127.0.0.1:10256/livez';
const proxyMode = 'http://127.0.0.1:10249/proxyMode';
const silent: HttpAnswer = { kind: 'silent', detail: 'no answer within 3 s' };

/** What kube-proxy 1.36.2 answered. */
const recordedAs = (state: 'healthy' | 'draining' | 'failing'): FakeNode['http'] =>
  Object.fromEntries(
    Object.entries<{ status: number; body: string }>(
      JSON.parse(fixture('kube-proxy.v1.36.2.json'))[state],
    ).map(([place, { status, body }]) => [
      `http://127.0.0.1${place}`,
      { kind: 'response', status, body },
    ]),
  );

const well = recordedAs('healthy');
const proxy = processOf('/usr/local/bin/kube-proxy --config=/var/lib/kube-proxy/config.conf', {
  pid: 102,
});
const kubelet = processOf('/usr/bin/kubelet', { pid: 101 });
const calicoCni = JSON.stringify({ name: 'k8s-pod-network', plugins: [{ type: 'calico' }] });
const onCalico = { ...vxlanNode.files, '/etc/cni/net.d/10-flannel.conflist': calicoCni };

interface Case {
  readonly title: string;
  /** Beside a kubelet, or `alone` without it. */
  readonly processes?: readonly Process[];
  readonly alone?: true;
  readonly hidden?: true;
  readonly units?: readonly Unit[];
  readonly containers?: readonly Container[];
  readonly http?: FakeNode['http'];
  readonly node?: Partial<FakeNode>;
  readonly probes?: Partial<Probes>;
  readonly said?: Partial<NodeSettings>;
  readonly verdict: string;
  readonly message?: string | RegExp;
}

const forms: readonly Case[] = [
  {
    title: 'a pod of a DaemonSet',
    verdict: 'healthy',
    message: `kube-proxy runs (PID 102), ${livez} says that it is well`,
  },
  {
    title: 'hyperkube in a static pod (Magnum from Mitaka to Ocata)',
    processes: [processOf('/hyperkube proxy --master=http://127.0.0.1:8080')],
    verdict: 'healthy',
    message: /^hyperkube runs/,
  },
  {
    title: 'hyperkube in podman or RKE1',
    processes: [processOf('hyperkube kube-proxy --kubeconfig=/etc/kubernetes/proxy-config.yaml')],
    units: [unit('kube-proxy')],
    verdict: 'healthy',
  },
  {
    title: 'a systemd unit (Magnum up to Liberty, atomic system containers)',
    processes: [processOf('/usr/bin/kube-proxy --master=http://10.0.0.5:8080')],
    units: [unit('kube-proxy'), unit('kubelet')],
    verdict: 'healthy',
  },
  {
    title: 'a unit whose process cannot be seen',
    processes: [],
    hidden: true,
    units: [unit('kube-proxy')],
    verdict: 'healthy',
    message: /^unit kube-proxy runs, /,
  },
  {
    title: 'a container whose process cannot be seen (RKE1 calls it kube-proxy as podman does)',
    processes: [],
    hidden: true,
    containers: [container('kube-proxy-exporter'), container('kube-proxy', { runtime: 'docker' })],
    said: { kubeProxy: 'expected' },
    verdict: 'healthy',
    message: /^docker container kube-proxy runs, /,
  },
  {
    title: 'inside a k3s server',
    processes: [processOf('k3s-server', { pid: 300 })],
    alone: true,
    verdict: 'healthy',
    message: /^k3s-server runs \(PID 300\)/,
  },
  {
    title: 'inside a k3s agent, with arguments of its own',
    processes: [
      processOf(
        'k3s-agent --kube-proxy-arg=healthz-bind-address=[::1]:10300 --kube-proxy-arg proxy-mode=ipvs',
      ),
    ],
    alone: true,
    http: { 'http://[::1]:10300/livez': ok('') },
    node: { links: [...vxlanNode.links, link('kube-ipvs0', { addresses: ['10.43.0.1/32'] })] },
    verdict: 'healthy',
  },
  {
    title: 'what answers in its place, outside the PID namespace of the host',
    processes: [],
    hidden: true,
    units: [unit('kubelet')],
    verdict: 'healthy',
    message: /^something answers in its place, /,
  },
  {
    title: 'a node that is being drained',
    http: recordedAs('draining'),
    verdict: 'healthy',
  },
  {
    title: 'one without a health port, by its rules',
    processes: [processOf('kube-proxy --healthz-port=0')],
    http: { [proxyMode]: ok('iptables') },
    verdict: 'healthy',
    message: /its health port is switched off$/,
  },
  {
    title: 'nftables',
    http: { ...well, [proxyMode]: ok('nftables') },
    node: { nft: { 'ip kube-proxy nat-prerouting': ['jump services'] } },
    verdict: 'healthy',
  },
  {
    title: 'iptables of IPv6 alone',
    node: {
      files: {
        ...vxlanNode.files,
        [subnetPath]: subnetEnv({
          FLANNEL_NETWORK: undefined,
          FLANNEL_SUBNET: undefined,
          FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
          FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
        }),
      },
      rules: { ...emptyTables, '6 nat': vxlanNode.rules['4 nat'] ?? [] },
    },
    verdict: 'healthy',
  },
  {
    title: 'on a node without a sound subnet.env',
    node: { files: { ...vxlanNode.files, [subnetPath]: '' } },
    verdict: 'healthy',
  },
];

const restarting: Partial<Unit> = {
  activeState: 'activating',
  subState: 'auto-restart',
  restarts: 7,
};
const rulesGone: Partial<Probes> = { rules: fakeRules(emptyTables) };

const broken: readonly Case[] = [
  {
    title: 'absent, while its rules are still there',
    processes: [],
    http: {},
    verdict: 'unhealthy KubeProxyNotRunning',
    message:
      'kube-proxy does not run (this node has a kubelet, and nothing that replaces kube-proxy)',
  },
  {
    title: 'absent where the operator expects it',
    processes: [],
    alone: true,
    http: {},
    said: { kubeProxy: 'expected' },
    verdict: 'unhealthy KubeProxyNotRunning',
    message: 'kube-proxy does not run (the configuration says expected)',
  },
  {
    title: 'absent, though its static pod is there',
    processes: [],
    http: {},
    node: {
      files: { ...onCalico, '/etc/kubernetes/manifests/kube-proxy.yaml': 'kind: Pod\n' },
    },
    verdict: 'unhealthy KubeProxyNotRunning',
    message: /manifests\/kube-proxy\.yaml is there/,
  },
  {
    title: 'a container that has ended',
    processes: [],
    http: {},
    containers: [container('kube-proxy', { state: 'exited' })],
    verdict: 'unhealthy KubeProxyNotRunning',
  },
  {
    title: 'only the pause container of its pod, and an exporter',
    processes: [],
    http: {},
    containers: [container('POD'), container('kube-proxy-exporter')],
    verdict: 'unhealthy KubeProxyNotRunning',
  },
  {
    title: 'failing',
    http: recordedAs('failing'),
    verdict: 'unhealthy KubeProxyUnhealthy',
    message: /^kube-proxy runs \(PID 102\); .*\/livez answers 503/,
  },
  {
    title: 'hanging',
    http: { [livez]: silent, [proxyMode]: silent },
    verdict: 'unhealthy KubeProxyUnhealthy',
    message: /does not answer \(no answer within 3 s\)/,
  },
  {
    title: 'stopped by a signal',
    processes: [processOf('kube-proxy', { stopped: true })],
    http: { [livez]: silent },
    verdict: 'unhealthy KubeProxyUnhealthy',
    message: /^kube-proxy is stopped by a signal \(PID 100\)/,
  },
  {
    title: 'stopped by a signal, and without a health port',
    processes: [processOf('kube-proxy --healthz-port=0', { stopped: true })],
    verdict: 'unhealthy KubeProxyUnhealthy',
  },
  {
    title: 'waiting for the API server, with its ports closed',
    http: {},
    verdict: 'unhealthy KubeProxyUnhealthy',
    message: /refuses connections/,
  },
  {
    title: 'failing, where only its answer can be seen',
    processes: [],
    hidden: true,
    units: [unit('kubelet')],
    http: recordedAs('failing'),
    verdict: 'unhealthy KubeProxyUnhealthy',
  },
  {
    title: 'rules gone while it says that it is well',
    probes: rulesGone,
    verdict: 'unhealthy KubeProxyRulesMissing',
    message:
      'kube-proxy runs (PID 102), but its rules are not in the kernel: no rule in chain KUBE-SERVICES of table nat',
  },
  {
    title: 'nftables without its table while it says that it is well',
    http: { ...well, [proxyMode]: ok('nftables') },
    verdict: 'unhealthy KubeProxyRulesMissing',
    message: /chain nat-prerouting of table ip kube-proxy/,
  },
  {
    title: 'failing and without rules',
    http: recordedAs('failing'),
    probes: rulesGone,
    verdict: 'unhealthy KubeProxyUnhealthy KubeProxyRulesMissing',
  },
  {
    title: 'a unit that does not stay up',
    processes: [],
    http: {},
    units: [unit('kubelet'), unit('kube-proxy', restarting)],
    verdict: 'unhealthy KubeProxyCrashLooping',
    message: /^kube-proxy is crash-looping: unit kube-proxy waits/,
  },
  {
    title: 'a pod that does not stay up',
    processes: [],
    http: {},
    containers: [container('kube-proxy', { state: 'exited', restarts: 12 })],
    verdict: 'unhealthy KubeProxyCrashLooping',
  },
];

const failing = (reason: 'ToolFailed' | 'ToolMissing') => async (): Promise<never> => {
  throw new ProbeError(reason, 'it did not end');
};

const open: readonly Case[] = [
  {
    title: 'rules that could not be read',
    probes: { rules: failing('ToolFailed') },
    verdict: 'unknown ToolFailed',
    message: 'it did not end',
  },
  {
    title: 'failing, whatever its rules are',
    http: recordedAs('failing'),
    probes: { rules: failing('ToolFailed') },
    verdict: 'unhealthy KubeProxyUnhealthy',
  },
  {
    title: 'not to be seen from here',
    processes: [],
    hidden: true,
    units: [unit('kubelet')],
    http: {},
    verdict: 'unknown ProcessesNotVisible',
  },
  {
    title: 'not to be seen from here, and no runtime answers',
    processes: [],
    hidden: true,
    units: [unit('kubelet')],
    http: {},
    probes: { containers: failing('ToolFailed') },
    verdict: 'unknown ProcessesNotVisible',
  },
  {
    title: 'absent on a node of another pod network, which may do its work',
    processes: [],
    http: {},
    node: { files: onCalico },
    verdict: 'unknown KubeProxyUndecided',
  },
  {
    title: 'absent on a k3s of another pod network, which may do its work',
    processes: [processOf('/usr/local/bin/k3s server')],
    http: {},
    node: { files: onCalico },
    verdict: 'unknown KubeProxyUndecided',
  },
  {
    title: "a replacement that answers on kube-proxy's port, and has no rules of kube-proxy",
    processes: [],
    node: { files: onCalico },
    probes: rulesGone,
    verdict: 'healthy',
    message: /^something answers in its place/,
  },
  {
    title: 'systemd does not answer, where all processes are seen',
    probes: { units: failing('ToolFailed') },
    verdict: 'healthy',
  },
  {
    title: 'no runtime answers, where all processes are seen',
    processes: [],
    http: {},
    probes: { containers: failing('ToolFailed') },
    verdict: 'unhealthy KubeProxyNotRunning',
  },
];

const unwanted: readonly Case[] = [
  {
    title: 'the operator says that there is none',
    said: { kubeProxy: 'none' },
    verdict: 'notApplicable KubeProxyNotExpected',
    message: 'the configuration says none',
  },
  {
    title: 'Cilium does its work',
    processes: [processOf('cilium-agent')],
    verdict: 'notApplicable KubeProxyNotExpected',
  },
  {
    title: 'k3s runs without it',
    processes: [processOf('k3s-server')],
    alone: true,
    node: {
      files: { ...vxlanNode.files, '/etc/rancher/k3s/config.yaml': 'disable-kube-proxy: true\n' },
    },
    verdict: 'notApplicable KubeProxyNotExpected',
  },
  {
    title: 'there is no kubelet (Swarm)',
    processes: [processOf('dockerd')],
    alone: true,
    verdict: 'notApplicable KubeProxyNotExpected',
  },
];

const run = (given: Omit<Case, 'title' | 'verdict'>) => {
  const { processes = [proxy], alone, hidden, units = [], containers = [] } = given;
  const node: FakeNode = {
    ...vxlanNode,
    table: processTable(alone || hidden ? processes : [kubelet, ...processes], {
      complete: hidden !== true,
    }),
    units,
    containers: { silent: [], containers },
    http: given.http ?? well,
    ...given.node,
  };
  const check = kubeProxy.configure(nodeSettings(given.said), {});
  return check.run({ ...probesOf(node), ...given.probes }, signal);
};

t.test('kube-proxy', async (t) => {
  for (const { title, verdict: wanted, message, ...given } of [
    ...forms,
    ...broken,
    ...open,
    ...unwanted,
  ]) {
    const verdict = await run(given);
    t.equal(verdictLine(verdict), wanted, title);
    const said = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.match(said, message, title);
  }
});

t.test('runtimes are asked only where its process was not seen', async (t) => {
  const containers = (): never => t.fail('a runtime was asked') as never;
  t.equal(verdictLine(await run({ probes: { containers } })), 'healthy');
});

t.test('nothing is asked of a kube-proxy that is not expected', async (t) => {
  const asked = (): never => t.fail('asked') as never;
  const probes = { containers: asked, http: asked, rules: asked, nftChain: asked };
  const verdict = await run({ said: { kubeProxy: 'none' }, probes });
  t.equal(verdictLine(verdict), 'notApplicable KubeProxyNotExpected');
});
