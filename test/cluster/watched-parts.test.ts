import { existsSync, readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { takeSteps } from '../lab/lab.ts';
import type { NodeName } from '../lab/shape.ts';
import { patchesOf, startAgent, untilCondition } from './agent.ts';
import { fileOn } from './certificates.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import type { Daemon } from './daemon.ts';
import { startFlannel } from './flannel.ts';
import { startKubeProxy } from './kube-proxy.ts';
import { writeKubeletCredentials } from './kubeconfig.ts';
import { until } from './until.ts';
import { untilDeviceIsBack } from './until-node.ts';

/** What runs on a node for real. */
interface Parts {
  readonly proxy: Daemon;
  readonly flanneld: Daemon;
}

const confirmMs = 60_000;

const deadlineMs = 2 * confirmMs;

/** A daemon that has gone is seen by the next round only. */
const flags = ['--interval=10s'];

/** Two rounds have to see a route alike before it is one that can be lost. */
const knowsPeers = ({ lab }: Cluster, node: NodeName): boolean => {
  const file = fileOn(lab.pids[node], '/var/lib/node-check/peers.json');
  return existsSync(file) && readFileSync(file, 'utf8').includes('"routes":1');
};

async function startParts(
  cluster: Cluster,
  flannel: Readonly<Record<NodeName, Daemon>>,
  node: NodeName,
): Promise<Parts> {
  const { lab, plane } = cluster;
  const proxy = await startKubeProxy(cluster, node, 'nftables');
  await writeKubeletCredentials(plane, lab.pids[node], node);
  await startAgent(cluster, node, { flags });
  for (const type of ['KubeProxyProblem', 'FlannelProblem'])
    await untilCondition(plane, node, { type, status: 'False', reason: `No${type}` });
  await until('it to know its peers', async () => knowsPeers(cluster, node));
  return { proxy, flanneld: flannel[node] };
}

/** The right reason comes, and not before it has stood for its minute. */
async function testTold(
  t: Test,
  { plane }: Cluster,
  fault: { readonly node: NodeName; readonly reason: string; readonly since: string },
): Promise<void> {
  const { node, reason, since } = fault;
  const type = reason.startsWith('KubeProxy') ? 'KubeProxyProblem' : 'FlannelProblem';
  await untilCondition(plane, node, { type, status: 'True', reason }, deadlineMs);
  const told = patchesOf(plane, node, since).find(({ conditions }) =>
    conditions.some((condition) => condition.reason === reason),
  );
  const tookMs = Date.parse(told?.at ?? '') - Date.parse(since);
  t.ok(tookMs >= confirmMs, `${reason} on ${node}: told after ${Math.round(tookMs / 1_000)} s`);
}

async function kill(part: Daemon): Promise<void> {
  part.signal('SIGKILL');
  await part.ended;
}

async function testStopped(t: Test, cluster: Cluster, { proxy, flanneld }: Parts): Promise<void> {
  const at = { node: 'n1', since: new Date().toISOString() } as const;
  await Promise.all([proxy.stop(), kill(flanneld)]);
  await Promise.all([
    testTold(t, cluster, { ...at, reason: 'KubeProxyNotRunning' }),
    testTold(t, cluster, { ...at, reason: 'FlannelNotRunning' }),
  ]);
  // While it starts its rules are missing too.
  const since = new Date().toISOString();
  await startKubeProxy(cluster, 'n1', 'nftables');
  await takeSteps(cluster.lab, 'n1', { node: 'nft flush ruleset' });
  await testTold(t, cluster, { node: 'n1', since, reason: 'KubeProxyRulesMissing' });
}

async function testHanging(t: Test, cluster: Cluster, { proxy }: Parts): Promise<void> {
  const { lab } = cluster;
  const at = { node: 'n2', since: new Date().toISOString() } as const;
  proxy.signal('SIGSTOP');
  await takeSteps(lab, 'n2', { node: 'ip link del "$DEVICE"' });
  await untilDeviceIsBack(cluster, 'n2');
  await Promise.all([
    testTold(t, cluster, { ...at, reason: 'KubeProxyUnhealthy' }),
    testTold(t, cluster, { ...at, reason: 'PeersLost' }),
  ]);
  proxy.signal('SIGCONT');
  const since = new Date().toISOString();
  await takeSteps(lab, 'n2', { node: 'rm /run/flannel/subnet.env' });
  await testTold(t, cluster, { node: 'n2', since, reason: 'SubnetFileMissing' });
}

await withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
  const flannel = await startFlannel(cluster);
  const [n1, n2] = await Promise.all([
    startParts(cluster, flannel, 'n1'),
    startParts(cluster, flannel, 'n2'),
  ]);
  t.jobs = 2;
  await Promise.all([
    t.test('stopped, killed, flushed', { buffered: true }, (t) => testStopped(t, cluster, n1)),
    t.test('hanging, robbed', { buffered: true }, (t) => testHanging(t, cluster, n2)),
  ]);
});
