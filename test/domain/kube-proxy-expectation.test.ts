import t from 'tap';
import {
  judgeKubeProxyExpectation,
  type KubeProxyExpectation,
} from '../../src/domain/kube-proxy-expectation.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import type { FileAnswer, Unit } from '../../src/domain/probes.ts';
import {
  absentFile,
  flannelNode,
  nodeSettings,
  processOf,
  processTable,
  subnetEnv,
  subnetPath,
  textFile,
  unit,
} from '../support/facts.ts';

const manifest = '/etc/kubernetes/manifests/kube-proxy.yaml';
const k3sPath = '/etc/rancher/k3s/config.yaml';
const stopped: Partial<Unit> = { activeState: 'inactive', subState: 'dead' };
const calico = {
  path: '/etc/cni/net.d/10-calico.conflist',
  name: 'k8s-pod-network',
  types: ['calico', 'portmap'],
};
const cilium = { path: '/etc/cni/net.d/05-cilium.conflist', name: 'cilium', types: ['cilium-cni'] };
const without: Partial<PodNetworkFacts> = { processes: processTable(), units: [] };
const kubeletRuns = processTable([processOf('/usr/bin/kubelet')]);
const k3sRuns = processTable([processOf('k3s-server')]);

interface Case {
  readonly on: string;
  readonly network?: Partial<PodNetworkFacts>;
  readonly hasManifest?: true;
  readonly k3sConfig?: string;
  readonly expectation: KubeProxyExpectation;
}

const installed: KubeProxyExpectation = {
  kind: 'expected',
  because: 'kube-proxy is installed on this node',
};
const expected = (because: string): KubeProxyExpectation => ({ kind: 'expected', because });
const none = (because: string): KubeProxyExpectation => ({ kind: 'none', because });
const undecided = (because: string): KubeProxyExpectation => ({ kind: 'undecided', because });
const forKubelet = expected('this node has a kubelet, and nothing that replaces kube-proxy');
const noKubelet = none('there is no kubelet on this machine');
const hidden = undecided('no kubelet can be seen from here');
const byCilium = none("Cilium does kube-proxy's work on this node");
const byRouter = none("kube-router does kube-proxy's work on this node");

const ownTraces: readonly Case[] = [
  { on: 'a node that runs one', expectation: installed },
  {
    on: 'a node with its static pod (Magnum up to Ocata, RKE2)',
    network: without,
    hasManifest: true,
    expectation: expected(`${manifest} is there`),
  },
  {
    on: 'a Magnum node whose unit has failed',
    network: { ...without, units: [unit('kube-proxy', { activeState: 'failed' })] },
    expectation: installed,
  },
  {
    on: 'a Magnum node whose unit was stopped',
    network: { processes: kubeletRuns, units: [unit('kubelet'), unit('kube-proxy', stopped)] },
    expectation: installed,
  },
  {
    on: 'a node of Cilium on which kube-proxy runs beside it',
    network: {
      cni: [cilium],
      processes: processTable([processOf('cilium-agent'), processOf('kube-proxy')]),
    },
    expectation: installed,
  },
];

const replacements: readonly Case[] = [
  {
    on: 'a node of Cilium, by its agent',
    network: {
      processes: processTable([processOf('kubelet'), processOf('/usr/bin/cilium-agent')]),
    },
    expectation: byCilium,
  },
  {
    on: 'a node of Cilium, by its CNI configuration',
    network: { cni: [cilium], processes: kubeletRuns },
    expectation: byCilium,
  },
  {
    on: 'a node of Cilium with a unit of kube-proxy that nobody starts any more',
    network: { cni: [cilium], processes: kubeletRuns, units: [unit('kube-proxy', stopped)] },
    expectation: byCilium,
  },
  ...['kube-router --run-router', 'kube-router --run-service-proxy=true'].map((commandLine) => ({
    on: `a node that runs ${commandLine}`,
    network: { processes: processTable([processOf('kubelet'), processOf(commandLine)]) },
    expectation: byRouter,
  })),
  {
    on: 'a node whose kube-router only routes',
    network: {
      processes: processTable([
        processOf('kubelet'),
        processOf('/usr/local/bin/kube-router --run-service-proxy=false'),
      ]),
    },
    expectation: forKubelet,
  },
];

const k3s: readonly Case[] = [
  {
    on: 'a k3s node',
    network: { processes: k3sRuns },
    expectation: expected('k3s holds kube-proxy'),
  },
  ...[
    'disable-kube-proxy: true',
    'token: x\ndisable-kube-proxy: "true"',
    'disable-kube-proxy:   true # no',
  ].map((k3sConfig) => ({
    on: `a k3s node whose file says ${JSON.stringify(k3sConfig)}`,
    network: { processes: k3sRuns },
    k3sConfig,
    expectation: none('k3s runs with --disable-kube-proxy'),
  })),
  ...['disable-kube-proxy: false', '# disable-kube-proxy: true', 'disable: traefik'].map(
    (k3sConfig) => ({
      on: `a k3s node whose file says ${JSON.stringify(k3sConfig)}`,
      network: { processes: k3sRuns },
      k3sConfig,
      expectation: expected('k3s holds kube-proxy'),
    }),
  ),
  ...['--disable-kube-proxy', '--disable-kube-proxy=true'].map((flag) => ({
    on: `a k3s node whose flag ${flag} can be seen`,
    network: { processes: processTable([processOf(`k3s server ${flag}`)]) },
    expectation: none('k3s runs with --disable-kube-proxy'),
  })),
  {
    on: 'a k3s node with Calico, for k3s hides its flags',
    network: { cni: [calico], processes: k3sRuns },
    expectation: undecided('k3s may hold kube-proxy, or calico and portmap does its work'),
  },
  {
    on: 'a k3s node with Cilium',
    network: { cni: [cilium], processes: k3sRuns },
    expectation: byCilium,
  },
];

const kubelets: readonly Case[] = [
  {
    on: 'a kubeadm node whose kube-proxy pod is gone',
    network: { processes: kubeletRuns },
    expectation: forKubelet,
  },
  {
    on: 'a node without CNI whose kubelet is stopped',
    network: { ...without, cni: [], units: [unit('kubelet', stopped)] },
    expectation: forKubelet,
  },
  {
    on: 'a node of Calico, which may do its work',
    network: { cni: [calico], processes: kubeletRuns },
    expectation: undecided('no kube-proxy shows, and calico and portmap may do its work'),
  },
  { on: 'a machine without a kubelet, such as Swarm', network: without, expectation: noKubelet },
  {
    on: 'a machine without anything, seen from a container',
    network: {
      processes: processTable([], { complete: false }),
      units: [],
      cni: [],
      subnetFile: absentFile(subnetPath),
    },
    expectation: noKubelet,
  },
  {
    on: "a node whose processes cannot be seen, with flannel's CNI",
    network: { processes: processTable([], { complete: false }), units: [] },
    expectation: hidden,
  },
  {
    on: 'a docker-era node whose processes cannot be seen',
    network: {
      processes: processTable([], { complete: false }),
      units: [],
      cni: [],
      subnetFile: textFile(subnetPath, subnetEnv()),
    },
    expectation: hidden,
  },
  {
    on: 'a docker-era node whose processes cannot be seen, and whose subnet.env is gone',
    network: {
      processes: processTable([], { complete: false }),
      units: [],
      cni: [],
      subnetFile: absentFile(subnetPath),
      dockerOptions: textFile('/run/flannel/docker', ''),
    },
    expectation: hidden,
  },
];

const k3sAnswer = (text: string | undefined): FileAnswer =>
  text === undefined ? absentFile(k3sPath) : textFile(k3sPath, text);

for (const { on, network, hasManifest, k3sConfig, expectation } of [
  ...ownTraces,
  ...replacements,
  ...k3s,
  ...kubelets,
])
  t.test(`kube-proxy is ${expectation.kind} on ${on}`, async (t) => {
    const facts = {
      network: flannelNode(network),
      k3sConfig: k3sAnswer(k3sConfig),
      manifests: [
        absentFile('/other.yaml'),
        hasManifest ? textFile(manifest, '') : absentFile(manifest),
      ],
    };
    t.strictSame(judgeKubeProxyExpectation(facts, nodeSettings()), expectation);
  });

t.test('a kubelet that systemd could not tell of may be there', async (t) => {
  const { units: _, ...network } = flannelNode(without);
  const facts = { network, k3sConfig: absentFile(k3sPath), manifests: [] };
  t.strictSame(judgeKubeProxyExpectation(facts, nodeSettings()), hidden);
});

t.test('the word of the operator counts before everything that is seen', async (t) => {
  const facts = { network: flannelNode(), k3sConfig: absentFile(k3sPath), manifests: [] };
  for (const kubeProxy of ['expected', 'none'] as const)
    t.strictSame(judgeKubeProxyExpectation(facts, nodeSettings({ kubeProxy })), {
      kind: kubeProxy,
      because: `the configuration says ${kubeProxy}`,
    });
});
