import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { takeSteps } from '../lab/lab.ts';
import { checkout } from '../lab/machine.ts';
import type { NodeName } from '../lab/shape.ts';
import { conditionsOf, eventsOf, patchesOf, startAgent, untilCondition } from './agent.ts';
import { auditedRequests } from './audit.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import type { Daemon } from './daemon.ts';
import { writeKubeletCredentials } from './kubeconfig.ts';
import { until } from './until.ts';

const healthy = { type: 'FlannelProblem', status: 'False', reason: 'NoFlannelProblem' };

const breakBridge = ({ lab }: Cluster, node: NodeName) =>
  takeSteps(lab, node, { node: 'bridge_address 10.100.33.1/24' });
const mendBridge = ({ lab }: Cluster, node: NodeName) =>
  takeSteps(lab, node, { node: 'bridge_address "$LEASE.1/24"' });

/** When its log says that the condition has come to this, in milliseconds since the epoch. */
const untilSaid = (agent: Daemon, to: string, since: number): Promise<number> =>
  until(
    `it to say ${to}`,
    async () =>
      agent
        .output()
        .split('\n')
        .filter((line) => line.includes('condition changed') && line.includes(healthy.type))
        .map((line): { readonly to: string; readonly time: number } => JSON.parse(line))
        .findLast((line) => line.to === to && line.time > since)?.time,
  );

async function testAway(t: Test, cluster: Cluster): Promise<void> {
  const { plane } = cluster;
  const [n1, n2] = await Promise.all([startAgent(cluster, 'n1'), startAgent(cluster, 'n2')]);
  await Promise.all([untilCondition(plane, 'n1', healthy), untilCondition(plane, 'n2', healthy)]);
  await plane.stopApi();
  const awayAt = Date.now();
  await Promise.all([breakBridge(cluster, 'n1'), breakBridge(cluster, 'n2')]);
  const [brokenAt] = await Promise.all([
    untilSaid(n1, 'True', awayAt),
    untilSaid(n2, 'True', awayAt),
  ]);
  await mendBridge(cluster, 'n2');
  const mendedAt = await untilSaid(n2, 'False', awayAt);
  await sleep(awayAt + 40_000 - Date.now());
  const backAt = new Date().toISOString();
  await plane.startApi();

  const isArrived = async (node: string, at: number) =>
    (await conditionsOf(plane, node)).ours.some(
      ({ type, lastTransitionTime = '' }) =>
        type === healthy.type && Math.abs(Date.parse(lastTransitionTime) - at) <= 1_000,
    );
  await Promise.all([
    until('the fault to arrive', () => isArrived('n1', brokenAt)),
    until('the recovery to arrive', () => isArrived('n2', mendedAt)),
  ]);
  await until('the Events', async () => {
    const [one, both] = await Promise.all([eventsOf(plane, 'n1'), eventsOf(plane, 'n2')]);
    return one.length === 1 && both.length === 2;
  });
  for (const [node, agent, status] of [
    ['n1', n1, 'True'],
    ['n2', n2, 'False'],
  ] as const) {
    const patches = patchesOf(plane, node, backAt);
    t.equal(patches.length, 1, `${node}: one PATCH`);
    t.match(
      patches[0]?.conditions.find(({ type }) => type === healthy.type),
      { status },
    );
    const lines = (text: string) =>
      agent
        .output()
        .split('\n')
        .filter((line) => line.includes(text) && line.includes('"conditions"'));
    t.equal(lines('cannot be reached').length, 1, `${node}: it is said once`);
    t.equal(lines('work again').length, 1);
  }
  await testEnd(t, cluster, { n1, n2 });
  await mendBridge(cluster, 'n1');
}

/** The API server hangs: what shall be told at the end is not taken. */
async function testEnd(
  t: Test,
  { plane }: Cluster,
  { n1, n2 }: Readonly<Record<NodeName, Daemon>>,
): Promise<void> {
  await plane.holdApi();
  const stoppedAt = performance.now();
  n1.signal('SIGTERM');
  n2.signal('SIGTERM');
  const first = await Promise.race([n1.ended, n2.ended, sleep(1_000, 'waiting')]);
  t.equal(first, 'waiting', 'they try to tell it');
  n1.signal('SIGTERM');
  t.equal(await n1.ended, 130, 'a second SIGTERM');
  const secondMs = performance.now() - stoppedAt;
  t.ok(secondMs < 4_000, `ends it at once: ${Math.round(secondMs)} ms`);
  t.equal(await n2.ended, 0);
  const firstMs = performance.now() - stoppedAt;
  t.ok(firstMs < 10_000, `one alone lets it try for 5 s: ${Math.round(firstMs)} ms`);
  plane.releaseApi();
}

/** The same program, on a clock that makes its five minutes fifteen seconds. */
const hastily = (cluster: Cluster, node: NodeName, stateDir: string) =>
  startAgent(cluster, node, {
    command: [
      process.execPath,
      `--import=${join(import.meta.dirname, 'fast-clock.ts')}`,
      join(checkout, 'dist/node-check.mjs'),
    ],
    flags: ['--interval=5s', `--state-dir=${stateDir}`],
  });

const watchMs = 50_000;
const watchedMinutes = (watchMs * 20) / 60_000;

async function testLoad(t: Test, cluster: Cluster): Promise<void> {
  const { plane } = cluster;
  const since = new Date().toISOString();
  const agent = await hastily(cluster, 'n2', '/run/hasty');
  await sleep(watchMs);
  const requests = auditedRequests(plane, since).filter(({ user }) => user === 'system:node:n2');
  const count = (verb: string) => requests.filter((request) => request.verb === verb).length;
  const mostWrites = 1 + Math.floor(watchedMinutes / 5);
  const said = `${count('patch')} writes and ${count('get')} reads in ${Math.round(watchedMinutes)} min`;
  t.ok(count('patch') >= 3 && count('patch') <= mostWrites, said);
  t.ok(count('get') <= mostWrites + 1, said);
  t.equal(count('patch') + count('get'), requests.length, 'and nothing else');
  t.equal(await agent.stop(), 0);
}

const rivalSaid = 'somebody else writes our conditions of this node';

async function testRivals(t: Test, cluster: Cluster): Promise<void> {
  const rivals = await Promise.all([
    hastily(cluster, 'n1', '/run/one'),
    hastily(cluster, 'n1', '/run/other'),
  ]);
  const isSaid = (agent: Daemon) => agent.output().includes(rivalSaid);
  await until('one to notice', async () => rivals.some(isSaid));
  const [noticed, unaware] = rivals[0] && isSaid(rivals[0]) ? rivals : rivals.toReversed();
  await unaware?.stop();
  await until('it to notice the end', async () =>
    noticed?.output().includes(`nobody else writes our conditions`),
  );
  t.match(noticed?.output(), /nobody else writes our conditions/);
  t.equal(await noticed?.stop(), 0);
}

await withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
  const { lab, plane } = cluster;
  for (const node of ['n1', 'n2'] as const)
    await writeKubeletCredentials(plane, lab.pids[node], node);
  await t.test('the API server is away, and back', (t) => testAway(t, cluster));
  t.jobs = 2;
  await Promise.all([
    t.test('what a healthy node asks', { buffered: true }, (t) => testLoad(t, cluster)),
    t.test('two on one node', { buffered: true }, (t) => testRivals(t, cluster)),
  ]);
});
