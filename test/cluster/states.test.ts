import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { run } from '../lab/command.ts';
import { takeSteps } from '../lab/lab.ts';
import { onMachine } from '../lab/machine.ts';
import { nodeCheckCommand } from '../lab/node-check.ts';
import { stepEnvironment } from '../lab/shape.ts';
import { conditionOf, conditionsOf, patchesOf, startAgent, untilCondition } from './agent.ts';
import { fileOn } from './certificates.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import { startDaemon } from './daemon.ts';
import { writeKubeletCredentials } from './kubeconfig.ts';
import { createNode } from './objects.ts';
import { until } from './until.ts';

const healthy = { type: 'FlannelProblem', status: 'False', reason: 'NoFlannelProblem' };
const broken = { ...healthy, status: 'True', reason: 'StaleBridge' };

const breakBridge = 'bridge_address 10.100.33.1/24';
const mendBridge = 'bridge_address "$LEASE.1/24"';

async function testOnce(t: Test, { lab, plane }: Cluster): Promise<void> {
  await takeSteps(lab, 'n1', { node: breakBridge });
  const once = await run(
    onMachine(lab.pids.n1, [...nodeCheckCommand(), '--once', '--report=kubernetes']),
  );
  t.equal(once.code, 1, once.stderr);
  t.match(once.stdout, 'StaleBridge');
  t.match(await conditionOf(plane, 'n1', broken.type), broken);
  const told = patchesOf(plane, 'n1').flatMap(({ conditions }) => conditions);
  t.strictSame(
    told.filter(({ type, reason }) => type === broken.type && reason !== broken.reason),
    [],
    'what was not confirmed is not told',
  );
  await takeSteps(lab, 'n1', { node: mendBridge });
}

const stateDir = '/var/lib/node-check';

/** Something that keeps state from being kept, and what the log calls it. */
const badDirectories = [
  { what: 'read-only', options: 'ro', problem: 'EROFS' },
  // The folder itself takes the one inode.
  { what: 'full', options: 'nr_inodes=1', problem: 'ENOSPC' },
] as const;

async function testStateDirectory(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  for (const { what, options, problem } of badDirectories) {
    await takeSteps(lab, 'n1', {
      node: `mkdir -p ${stateDir}; mount -t tmpfs -o ${options} state ${stateDir}`,
    });
    const agent = await startAgent(cluster, 'n1');
    await untilCondition(plane, 'n1', healthy);
    await takeSteps(lab, 'n1', { node: breakBridge });
    await untilCondition(plane, 'n1', broken);
    const said = agent
      .output()
      .split('\n')
      .filter((line) => line.includes('state cannot be kept'));
    t.equal(said.length, 1, `${what}: said once`);
    t.match(said[0], problem);
    await takeSteps(lab, 'n1', { node: `umount ${stateDir}; ${mendBridge}` });
    await untilCondition(plane, 'n1', healthy);
    t.match(agent.output(), 'state is kept again');
    t.equal(await agent.stop(), 0);
    await takeSteps(lab, 'n1', { node: `rm -r ${stateDir}` });
  }
}

async function testDamagedState(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  const before = await startAgent(cluster, 'n1');
  const { lastTransitionTime } = await untilCondition(plane, 'n1', healthy);
  before.signal('SIGKILL');
  await before.ended;
  const file = `${stateDir}/conditions.json`;
  writeFileSync(fileOn(lab.pids.n1, file), '{"version":1,"value":{"bootedAt":');
  const agent = await startAgent(cluster, 'n1');
  await until('it to be kept anew', async () => {
    if (!existsSync(fileOn(lab.pids.n1, file))) return false;
    return readFileSync(fileOn(lab.pids.n1, file), 'utf8').endsWith('}\n');
  });
  t.match(agent.output(), 'state cannot be used');
  t.ok(existsSync(fileOn(lab.pids.n1, `${file}.damaged`)), 'it is set aside');
  t.match(
    await conditionOf(plane, 'n1', healthy.type),
    { ...healthy, lastTransitionTime },
    'what the server has goes on',
  );
  t.equal(await agent.stop(), 0);
}

const annotation = 'flannel.alpha.coreos.com/kube-subnet-manager';

async function testPodCidr(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  const { NODE_IP: address = '' } = stepEnvironment(lab.shape, 'n1');
  const path = '/api/v1/nodes/n1';
  await plane.api.send({ method: 'DELETE', path });
  await createNode(plane, 'n1', { address, podCidr: '10.100.99.0/24' });
  const metadata = { annotations: { [annotation]: 'true' } };
  await plane.api.send({ method: 'PATCH', path, body: { metadata } });
  const agent = await startAgent(cluster, 'n1');
  const { message } = await untilCondition(plane, 'n1', {
    ...broken,
    reason: 'SubnetDiffersFromPodCIDR',
  });
  t.match(message, 'flannel runs with 10.100.54.0/24, the podCIDR of n1 is 10.100.99.0/24');
  t.equal(await agent.stop(), 0);
  await plane.api.send({ method: 'DELETE', path });
  await createNode(plane, 'n1', { address, podCidr: '10.100.54.0/24' });
}

/** A file system whose server never answers: whoever asks for something there waits. */
const hangingDisk = `exec 8<>/dev/fuse
  mount -i -t fuse lab /run/flannel -o fd=8,rootmode=40000,user_id=0,group_id=0
  exec sleep infinity 8<&8`;

async function testStalled(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  // With a memory of its own, for all that has changed before would be damped.
  const flags = ['--interval=5s', '--timeout=1s', '--state-dir=/run/stalled'];
  const agent = await startAgent(cluster, 'n1', { flags });
  const { lastTransitionTime } = await untilCondition(plane, 'n1', healthy);
  const disk = await startDaemon(lab.pids.n1, ['bash', '-euc', hangingDisk]);
  const stalled = await untilCondition(plane, 'n1', {
    ...healthy,
    status: 'Unknown',
    reason: 'CheckStalled',
  });
  t.match(stalled.message, /^no round has finished since .+; until then: /);
  t.not(stalled.lastTransitionTime, lastTransitionTime);
  t.ok((await conditionsOf(plane, 'n1')).ours.every(({ reason }) => reason === 'CheckStalled'));
  disk.signal('SIGKILL');
  await disk.ended;
  await takeSteps(lab, 'n1', { node: 'umount --lazy /run/flannel' });
  await untilCondition(plane, 'n1', healthy);
  t.equal(await agent.stop(), 0, 'and goes on');
}

const secondsOf = (text: string): number => Number(text.split(' ')[0]);

/** Booted a bit less than ten minutes ago, which is when a fault is one. */
async function testStarting(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  const offset = Math.ceil(515 - secondsOf(readFileSync('/proc/uptime', 'utf8')));
  await takeSteps(lab, 'n2', { node: breakBridge });
  const agent = await startAgent(cluster, 'n2', {
    command: [
      ...['unshare', '--time', `--boottime=${offset}`, '--fork', '--kill-child'],
      ...nodeCheckCommand(),
    ],
  });
  const starting = await untilCondition(
    plane,
    'n2',
    { ...healthy, status: 'Unknown', reason: 'Starting' },
    90_000,
  );
  t.match(starting.message, 'not healthy yet since the node booted: StaleBridge');
  await untilCondition(plane, 'n2', broken);
  const told = patchesOf(plane, 'n2').map(
    ({ conditions }) => conditions.find(({ type }) => type === healthy.type)?.reason,
  );
  t.strictSame([...new Set(told)], [undefined, 'Starting', 'StaleBridge']);
  agent.signal('SIGKILL');
  await agent.ended;
}

async function testInTurn(t: Test, cluster: Cluster): Promise<void> {
  await t.test('--once tells what is confirmed', (t) => testOnce(t, cluster));
  await t.test('state that cannot be kept', (t) => testStateDirectory(t, cluster));
  await t.test('state that is damaged', (t) => testDamagedState(t, cluster));
  await t.test('registered anew, with another podCIDR', (t) => testPodCidr(t, cluster));
  await t.test('a disk that hangs', (t) => testStalled(t, cluster));
}

await withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
  const { lab, plane } = cluster;
  for (const node of ['n1', 'n2'] as const)
    await writeKubeletCredentials(plane, lab.pids[node], node);
  t.jobs = 2;
  await Promise.all([
    t.test('on a node that runs', { buffered: true }, (t) => testInTurn(t, cluster)),
    t.test('on a node that boots', { buffered: true }, (t) => testStarting(t, cluster)),
  ]);
});
