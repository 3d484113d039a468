import t from 'tap';
import { flannelDaemon } from '../../src/checks/flannel-daemon.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { Container, ContainerList, Process, Unit } from '../../src/domain/probes.ts';
import {
  absentFile,
  container,
  dockerNode,
  flannelNode,
  nodeSettings,
  processOf,
  processTable,
  subnetPath,
  unit,
} from '../support/facts.ts';
import { flannelCni, probesOf, vxlanNode } from '../support/fake-node.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();
const settings = { node: nodeSettings() };

const k3sNode = (overrides: Partial<PodNetworkFacts> = {}): PodNetworkFacts => ({
  ...flannelNode(),
  cni: [
    {
      path: '/var/lib/rancher/k3s/agent/etc/cni/net.d/10-flannel.conflist',
      name: 'cbr0',
      types: ['flannel', 'portmap', 'bandwidth'],
      delegate: { type: 'bridge', bridge: 'cni0' },
    },
  ],
  processes: processTable([processOf('k3s-server', { pid: 300 })]),
  units: [unit('k3s')],
  ...overrides,
});

const without = (...processes: readonly Process[]) => processTable(processes);
const hidden = processTable([], { complete: false });
const dead: Partial<Unit> = { activeState: 'inactive', subState: 'dead' };
const restarting: Partial<Unit> = {
  activeState: 'activating',
  subState: 'auto-restart',
  restarts: 7,
};
const list = (...containers: readonly Container[]): ContainerList => ({ silent: [], containers });

const cases: readonly {
  readonly title: string;
  readonly network: PodNetworkFacts;
  readonly containers?: ContainerList;
  readonly verdict: string;
  readonly message?: string | RegExp;
}[] = [
  {
    title: 'a process in a pod (kube-flannel, Magnum since Stein, RKE1)',
    network: flannelNode(),
    verdict: 'healthy',
    message: 'flanneld runs (PID 100)',
  },
  {
    title: 'a systemd unit (Magnum up to Pike, CoreOS)',
    network: dockerNode(),
    verdict: 'healthy',
  },
  {
    title: 'inside k3s, as a server',
    network: k3sNode(),
    verdict: 'healthy',
    message: 'k3s-server runs (PID 300)',
  },
  {
    title: 'inside k3s, as an agent',
    network: k3sNode({ processes: without(processOf('k3s-agent')), units: [unit('k3s-agent')] }),
    verdict: 'healthy',
  },
  {
    title: 'a unit whose process cannot be seen (an atomic system container)',
    network: dockerNode({ processes: hidden }),
    verdict: 'healthy',
    message: 'flannel runs as unit flanneld',
  },
  {
    title: 'a container whose process cannot be seen',
    network: flannelNode({ processes: hidden }),
    containers: list(container('kube-proxy'), container('kube-flannel')),
    verdict: 'healthy',
    message: 'flannel runs as cri container kube-flannel',
  },
  {
    title: 'k3s, whose process cannot be seen',
    network: k3sNode({ processes: hidden }),
    verdict: 'healthy',
    message: 'flannel runs as unit k3s',
  },
  {
    title: 'a container that was restarted often and runs now',
    network: flannelNode({ processes: hidden }),
    containers: list(container('kube-flannel', { restarts: 40 })),
    verdict: 'healthy',
  },
  {
    title: 'dead',
    network: flannelNode({ processes: without() }),
    containers: list(),
    verdict: 'unhealthy FlannelNotRunning',
    message: 'flanneld does not run on this node',
  },
  {
    title: 'dead, and no runtime answers',
    network: flannelNode({ processes: without() }),
    verdict: 'unhealthy FlannelNotRunning',
  },
  {
    title: 'dead, and systemd does not answer',
    network: (({ units: _, ...facts }) => facts)(flannelNode({ processes: without() })),
    containers: list(),
    verdict: 'unhealthy FlannelNotRunning',
  },
  {
    title: 'an inactive unit',
    network: dockerNode({ processes: without(), units: [unit('flanneld', dead)] }),
    containers: list(),
    verdict: 'unhealthy FlannelNotRunning',
  },
  {
    title: 'a container that has ended',
    network: flannelNode({ processes: without() }),
    containers: list(container('kube-flannel', { state: 'exited' })),
    verdict: 'unhealthy FlannelNotRunning',
  },
  {
    title: 'k3s is dead',
    network: k3sNode({ processes: without(), units: [unit('k3s', dead)] }),
    verdict: 'unhealthy FlannelNotRunning',
    message: 'k3s, which holds flannel, does not run on this node',
  },
  {
    title: 'k3s is dead, and another flanneld is no substitute',
    network: k3sNode({ processes: without(processOf('flanneld')), units: [unit('flanneld')] }),
    verdict: 'unhealthy FlannelNotRunning',
  },
  {
    title: 'k3s without its own flannel is no flanneld',
    network: flannelNode({ processes: without(processOf('k3s-server')), units: [unit('k3s')] }),
    containers: list(),
    verdict: 'unhealthy FlannelNotRunning',
  },
  {
    title: 'stopped by a signal',
    network: flannelNode({ processes: without(processOf('flanneld', { stopped: true })) }),
    verdict: 'unhealthy FlannelNotRunning',
    message: 'flanneld (PID 100) is stopped by a signal (state T)',
  },
  {
    title: 'a unit that waits for its next start',
    network: dockerNode({ processes: without(), units: [unit('flanneld', restarting)] }),
    containers: list(),
    verdict: 'unhealthy FlannelCrashLooping',
    message: /^flanneld is crash-looping: unit flanneld waits for its next start after 7 restarts$/,
  },
  {
    title: 'a unit that has just been started once more',
    network: dockerNode({ units: [unit('flanneld', { restarts: 9, runningForMs: 3_000 })] }),
    verdict: 'unhealthy FlannelCrashLooping',
  },
  {
    title: 'a pod that does not stay up',
    network: flannelNode({ processes: without() }),
    containers: list(container('kube-flannel', { state: 'exited', restarts: 12 })),
    verdict: 'unhealthy FlannelCrashLooping',
    message: /cri container kube-flannel does not stay up \(12 restarts\)/,
  },
  {
    title: 'k3s does not stay up',
    network: k3sNode({ processes: without(), units: [unit('k3s', restarting)] }),
    verdict: 'unhealthy FlannelCrashLooping',
    message: /^k3s, which holds flannel, is crash-looping: unit k3s waits/,
  },
  {
    title: 'not to be seen from here',
    network: flannelNode({ processes: hidden }),
    containers: list(),
    verdict: 'unknown ProcessesNotVisible',
    message: 'flanneld cannot be seen from here',
  },
  {
    title: 'not to be seen from here, and no runtime answers',
    network: flannelNode({ processes: hidden }),
    verdict: 'unknown ProcessesNotVisible',
  },
  {
    title: 'another pod network',
    network: flannelNode({
      cni: [{ path: '/etc/cni/net.d/10-calico.conflist', name: 'x', types: ['calico'] }],
      processes: without(),
    }),
    verdict: 'notApplicable OtherPodNetwork',
  },
  {
    title: 'no flannel at all',
    network: flannelNode({
      cni: [],
      processes: without(),
      units: [],
      subnetFile: absentFile(subnetPath),
    }),
    verdict: 'notApplicable NoFlannel',
  },
];

t.test('flanneld', async (t) => {
  for (const { title, network, containers, verdict: wanted, message } of cases) {
    const facts = { network, ...(containers && { containers }) };
    const verdict = flannelDaemon.evaluate(facts, settings);
    t.equal(verdictLine(verdict), wanted, title);
    const said = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.match(said, message, title);
  }
});

const run = (node: Partial<typeof vxlanNode>, probes = {}, said = nodeSettings()) =>
  flannelDaemon
    .configure(said, {})
    .run({ ...probesOf({ ...vxlanNode, ...node }), ...probes }, signal);

const unasked = { containers: (): never => t.fail('a runtime was asked') as never };
const failing = {
  containers: async (): Promise<never> => {
    throw new ProbeError('ToolFailed', 'crictl ps did not end');
  },
};

t.test('runtimes are asked only where no process was seen', async (t) => {
  t.equal(verdictLine(await run({}, unasked)), 'healthy');
  const none = await run({ table: processTable() }, unasked, nodeSettings({ flannel: 'none' }));
  t.equal(verdictLine(none), 'notApplicable NoFlannel');
  const k3sFolder = '/var/lib/rancher/k3s/agent/etc/cni/net.d';
  const k3s = await run(
    {
      files: { [`${k3sFolder}/10-flannel.conflist`]: flannelCni },
      folders: { [k3sFolder]: ['10-flannel.conflist'] },
      table: processTable(),
    },
    unasked,
  );
  t.equal(verdictLine(k3s), 'unhealthy FlannelNotRunning');

  const containers = list(container('kube-flannel'));
  const hiddenNode = await run({ table: hidden, containers });
  t.match(hiddenNode, { status: 'healthy', message: /container kube-flannel/ });
});

t.test('runtimes that fail cost nothing where all processes are seen', async (t) => {
  t.equal(
    verdictLine(await run({ table: processTable() }, failing)),
    'unhealthy FlannelNotRunning',
  );
  t.equal(verdictLine(await run({ table: hidden }, failing)), 'unknown ProcessesNotVisible');
});
