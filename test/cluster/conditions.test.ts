import t, { type Test } from 'tap';
import { run } from '../lab/command.ts';
import { takeSteps } from '../lab/lab.ts';
import { onMachine } from '../lab/machine.ts';
import { nodeCheckCommand } from '../lab/node-check.ts';
import {
  conditionsOf,
  eventsOf,
  type NodeEvent,
  patchesOf,
  requestsOf,
  startAgent,
  untilCondition,
} from './agent.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Daemon } from './daemon.ts';
import { kubectl, podEnvironment, writeKubeletCredentials, writeTokenFiles } from './kubeconfig.ts';
import { createServiceAccount, issueToken, type NodeCondition, readNode } from './objects.ts';
import { until } from './until.ts';

const healthy = { type: 'FlannelProblem', status: 'False', reason: 'NoFlannelProblem' };
const broken = { ...healthy, status: 'True', reason: 'DockerBipNotConfigured' };

/** docker came up without flannel's options; what it made of that is the fault. */
const breakDocker = async ({ lab }: Cluster) => {
  await takeSteps(lab, 'n1', { node: 'docker_daemon' });
  const at = new Date().toISOString();
  await takeSteps(lab, 'n1', { node: 'bridge_address 172.17.0.1/16' });
  return at;
};

const mendDocker = ({ lab }: Cluster) =>
  takeSteps(lab, 'n1', { node: 'docker_up; bridge_address "$LEASE.1/24"' });

/** As a kubelet patches: its own in their order, and of each only what has changed. */
const kubeletHeartbeat = ({ plane }: Cluster, node: string) =>
  plane.api.send({
    method: 'PATCH',
    path: `/api/v1/nodes/${node}/status`,
    as: { user: `system:node:${node}`, groups: ['system:nodes'] },
    body: {
      status: {
        '$setElementOrder/conditions': ['MemoryPressure', 'DiskPressure', 'Ready'].map((type) => ({
          type,
        })),
        conditions: [{ type: 'Ready', lastHeartbeatTime: new Date().toISOString() }],
      },
    },
  });

/** All of ours and of the others', once our own are told. */
async function untilTold({ plane }: Cluster, node: string) {
  await untilCondition(plane, node, healthy);
  return conditionsOf(plane, node);
}

type Conditions = Awaited<ReturnType<typeof conditionsOf>>;

async function testOthers(t: Test, cluster: Cluster, before: Conditions): Promise<Conditions> {
  const { plane } = cluster;
  const { ours, others } = await untilTold(cluster, 'n1');
  t.strictSame(others, before.others, "the kubelet's own are as they were");
  t.strictSame(new Set(ours.map(({ status }) => status)), new Set(['False']));
  await kubeletHeartbeat(cluster, 'n1');
  const after = await conditionsOf(plane, 'n1');
  t.strictSame(after.ours, ours, 'as its heartbeat leaves ours');
  return after;
}

async function testFault(t: Test, cluster: Cluster, before: Conditions): Promise<void> {
  const { plane } = cluster;
  const brokenAt = await breakDocker(cluster);
  const { message } = await untilCondition(plane, 'n1', broken);
  const told = patchesOf(plane, 'n1').find(({ conditions }) =>
    conditions.some(({ reason }) => reason === broken.reason),
  );
  t.match(told, { user: 'system:node:n1', status: 200 });
  const tookMs = Date.parse(told?.at ?? '') - Date.parse(brokenAt);
  t.ok(tookMs <= 5_000, `told ${tookMs} ms after docker0 was broken`);
  t.match(message, '172.17.0.1');
  t.strictSame((await conditionsOf(plane, 'n1')).others, before.others);
}

/** Of the fault; that all was well from the start is no news. */
async function testEvent(t: Test, { plane }: Cluster): Promise<void> {
  const { uid } = (await readNode(plane, 'n1')).metadata;
  const events = await untilEvents(plane, (found) => found.length > 0);
  const { reason } = broken;
  t.match(events, [{ type: 'Warning', reason, count: 1, involvedObject: { uid } }]);
  t.equal(events.length, 1);
  const described = await kubectl(plane, 'describe', 'node', 'n1');
  t.match(described, /FlannelProblem +True .*DockerBipNotConfigured/);
  t.match(described, /Warning +DockerBipNotConfigured .*node-check/);
}

const untilEvents = (
  plane: ControlPlane,
  isEnough: (events: readonly NodeEvent[]) => boolean,
): Promise<readonly NodeEvent[]> =>
  until('Events', async () => {
    const events = await eventsOf(plane, 'n1');
    return isEnough(events) && events;
  });

async function testRestart(
  t: Test,
  cluster: Cluster,
  { agent, healthyOnes }: { readonly agent: Daemon; readonly healthyOnes: Conditions['ours'] },
): Promise<Daemon> {
  const { plane } = cluster;
  const isFault = ({ type }: NodeCondition) => type === broken.type;
  const before = await conditionsOf(plane, 'n1');
  t.equal(await ended(agent), 0);
  const { ours } = await conditionsOf(plane, 'n1');
  t.match(ours.find(isFault), standing(before.ours.find(isFault)), 'a fault goes on standing');
  const reasons = ours.filter((one) => !isFault(one)).map(({ reason }) => reason);
  t.strictSame(new Set(reasons), new Set(['AgentStopped']));

  const next = await startAgent(cluster, 'n1');
  const after = await until('all to be restored', async () => {
    const { ours: all } = await conditionsOf(plane, 'n1');
    return all.every(({ status }) => status !== 'Unknown') && all;
  });
  t.strictSame(
    after.filter((one) => !isFault(one)).map(standing),
    healthyOnes.filter((one) => !isFault(one)).map(standing),
    'with the times from before',
  );
  t.equal((await eventsOf(plane, 'n1')).length, 1, 'a restart makes no Event');
  return next;
}

/** All but what a heartbeat changes. */
function standing(condition: NodeCondition | undefined): Partial<NodeCondition> {
  const { type = '', status = '', reason = '', lastTransitionTime = '' } = condition ?? {};
  return { type, status, reason, lastTransitionTime };
}

async function testRepetition(t: Test, cluster: Cluster): Promise<void> {
  const { plane } = cluster;
  await mendDocker(cluster);
  await untilCondition(plane, 'n1', healthy);
  await breakDocker(cluster);
  const events = await untilEvents(plane, (found) => found.some(({ count }) => count > 1));
  t.strictSame(events.map(({ type, reason, count }) => `${type} ${reason} ${count}`).sort(), [
    `Normal ${healthy.reason} 1`,
    `Warning ${broken.reason} 2`,
  ]);
}

async function testRemoval(t: Test, { lab, plane }: Cluster): Promise<void> {
  const { others } = await conditionsOf(plane, 'n1');
  const removal = await run(onMachine(lab.pids.n1, [...nodeCheckCommand(), '--remove-conditions']));
  t.match(removal, { code: 0, stdout: 'the conditions of node-check are gone from n1\n' });
  t.strictSame(await conditionsOf(plane, 'n1'), { ours: [], others });
}

async function testKubelet(t: Test, cluster: Cluster): Promise<void> {
  const before = await conditionsOf(cluster.plane, 'n1');
  const agent = await startAgent(cluster, 'n1');
  const told = await testOthers(t, cluster, before);
  await testFault(t, cluster, told);
  await testEvent(t, cluster);
  const next = await testRestart(t, cluster, { agent, healthyOnes: told.ours });
  await testRepetition(t, cluster);
  t.equal(await ended(next), 0);
  await testRemoval(t, cluster);
}

async function ended(agent: Daemon): Promise<number> {
  agent.signal('SIGTERM');
  return agent.ended;
}

async function testAnotherNode(t: Test, cluster: Cluster): Promise<void> {
  const { plane } = cluster;
  const before = (await readNode(plane, 'n2')).status.conditions;
  const agent = await startAgent(cluster, 'n1', { flags: ['--node-name=n2', '--state-dir='] });
  await until('the refusal', async () =>
    /"what":"conditions".+node \\"n1\\" is not allowed to modify node \\"n2\\".+a right is missing at the Kubernetes API/.test(
      agent.output(),
    ),
  );
  t.equal(await ended(agent), 0);
  t.strictSame((await readNode(plane, 'n2')).status.conditions, before);
  t.match(patchesOf(plane, 'n2'), [{ status: 403 }]);
}

const rules = [
  { apiGroups: [''], resources: ['nodes'], verbs: ['get'] },
  { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
];

/** What the API server grants to a token that is over, and for how long it remembers a good one. */
const leewaySeconds = 60;
const rememberedMs = 10_000;

async function testToken(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  const account = await createServiceAccount(plane, 'node-check', rules);
  const write = async (seconds: number) =>
    writeTokenFiles(plane, lab.pids.n2, {
      token: await issueToken(plane, account, { seconds }),
      namespace: account.namespace,
    });
  const goodMs = 20_000;
  await write(goodMs / 1000 - leewaySeconds);
  const overAt = Date.now() + goodMs + rememberedMs;
  const agent = await startAgent(cluster, 'n2', { environment: podEnvironment });
  await untilCondition(plane, 'n2', healthy);
  t.match(patchesOf(plane, 'n2').at(-1), {
    user: 'system:serviceaccount:node-check:node-check',
    status: 200,
  });
  await write(600);
  const since = new Date(overAt).toISOString();
  await until('the first token to be over', async () => Date.now() > overAt);
  await takeSteps(lab, 'n2', { node: 'ip link set docker0 down' });
  await untilCondition(plane, 'n2', { ...broken, reason: 'BridgeDown' });
  const requests = requestsOf(plane, 'n2', since);
  t.match(requests.map(({ status }) => status).slice(0, 2), [401, 200], 'asked again at once');
  t.notMatch(agent.output(), /credentials|retrying/);
  t.equal(await ended(agent), 0);
}

await withCluster(t, { backend: 'vxlan', bridge: 'docker0' }, async (cluster) => {
  await writeKubeletCredentials(cluster.plane, cluster.lab.pids.n1, 'n1');
  await t.test("another node's status is refused to a kubelet's certificate", (t) =>
    testAnotherNode(t, cluster),
  );
  t.jobs = 2;
  await Promise.all([
    t.test("with a kubelet's certificate", { buffered: true }, (t) => testKubelet(t, cluster)),
    t.test('with a token that expires', { buffered: true }, (t) => testToken(t, cluster)),
  ]);
});
