import t, { type Test } from 'tap';
import { runOrThrow } from '../lab/command.ts';
import { takeSteps } from '../lab/lab.ts';
import { skipOrFail } from '../lab/lab-test.ts';
import { onMachine } from '../lab/machine.ts';
import { nodeCheckCommand, outcomeOf } from '../lab/node-check.ts';
import { type Row, testRows } from '../lab/row.ts';
import { type LabShape, type NodeName, stepEnvironment } from '../lab/shape.ts';
import { patchesOf, startAgent, untilCondition } from './agent.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import { preparePod } from './container.ts';
import { whyNoImage } from './image.ts';
import { applyKustomized, type Component } from './kustomize.ts';
import { createPod, type Pod, probedUrls } from './pod.ts';

const shape: LabShape = { backend: 'vxlan', bridge: 'cni0' };
const { NODE_IP: address = '' } = stepEnvironment(shape, 'n1');
const metrics = `http://${address}:20258/metrics`;

const socketFolders = ['/run', '/run/containerd', '/run/crio', '/run/systemd', '/run/dbus'];

async function testRights(t: Test, { spec }: Pod): Promise<void> {
  t.strictSame(spec.containers[0].securityContext, {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    runAsUser: 0,
    seLinuxOptions: { type: 'spc_t' },
    capabilities: { drop: ['ALL'], add: ['NET_ADMIN', 'NET_RAW', 'DAC_READ_SEARCH'] },
  });
  const paths = spec.volumes.flatMap(({ hostPath }) => hostPath?.path ?? []);
  t.ok(paths.includes('/run/flannel'));
  t.same(
    paths.filter((path) => socketFolders.includes(path) || path === '/'),
    [],
  );
}

// Whoever reports waits until a fault is confirmed.
const flags = ['--report='];

/** As on the node itself. */
const rows: readonly Row[] = [
  { faults: [] },
  { faults: ['flanneld-dead'], roots: ['flannel-daemon FlannelNotRunning'] },
  { faults: ['device-missing'], roots: ['flannel-interface FlannelInterfaceMissing'] },
  { faults: ['bridge-wrong-mtu'], roots: ['pod-bridge BridgeMtuMismatch'] },
];

const healthy = { type: 'FlannelProblem', status: 'False', reason: 'NoFlannelProblem' };

/** Over HTTP, asked on that node. */
async function statusOf({ lab }: Cluster, node: NodeName, url: string): Promise<string> {
  const script = `fetch('${url}').then(({ status }) => console.log(status))`;
  return runOrThrow(onMachine(lab.pids[node], [process.execPath, '--eval', script]));
}

interface Prepared {
  readonly pod: Pod;
  readonly through: readonly string[];
}

async function testDaemon(t: Test, cluster: Cluster, { pod, through }: Prepared): Promise<void> {
  const { plane } = cluster;
  const agent = await startAgent(cluster, 'n1', { command: [...through, ...nodeCheckCommand()] });
  await untilCondition(plane, 'n1', healthy);
  t.match(patchesOf(plane, 'n1'), [
    { user: 'system:serviceaccount:node-check:node-check', status: 200 },
  ]);
  for (const url of probedUrls(pod, address)) t.equal(await statusOf(cluster, 'n1', url), '200\n');
  await t.rejects(statusOf(cluster, 'n2', metrics), 'nobody else can ask');
  t.equal(await agent.stop(), 0);
  await untilCondition(plane, 'n1', { ...healthy, status: 'Unknown', reason: 'AgentStopped' });
  t.notMatch(agent.output(), /"level":[45]0/);
}

async function testMetrics(t: Test, cluster: Cluster, { pod, through }: Prepared): Promise<void> {
  const agent = await startAgent(cluster, 'n1', { command: [...through, ...nodeCheckCommand()] });
  await untilCondition(cluster.plane, 'n1', healthy);
  for (const url of probedUrls(pod, address)) t.equal(await statusOf(cluster, 'n1', url), '200\n');
  t.equal(await statusOf(cluster, 'n2', metrics), '200\n');
  t.equal(await agent.stop(), 0);
}

/** No systemd can be asked from a container: a healthy node would be Unknown for ever. */
async function testServices(
  t: Test,
  { lab }: Cluster,
  { through }: Pick<Prepared, 'through'>,
): Promise<void> {
  await takeSteps(lab, 'n1', { node: 'mkdir -p /run/systemd/system' });
  t.match(await outcomeOf(lab, 'n1', { through, flags }), {
    status: 'healthy',
    unknown: ['node-services NotPermitted'],
  });
  await takeSteps(lab, 'n1', { node: 'stop kubelet' });
  t.match(await outcomeOf(lab, 'n1', { through, flags }), { status: 'unknown' });
}

/** With these components applied. */
async function prepare(
  cluster: Cluster,
  name: string,
  components: readonly Component[],
): Promise<Prepared> {
  await applyKustomized(cluster.plane, components);
  const pod = await createPod(cluster.plane, 'n1', name);
  return { pod, through: await preparePod(cluster, 'n1', pod) };
}

await withCluster(t, shape, async (cluster) => {
  const obstacle = whyNoImage();
  if (obstacle !== undefined) return skipOrFail(t, obstacle, 'cluster');
  const base = await prepare(cluster, 'base', ['admission']);
  await t.test("it has no privilege, and no runtime's socket", (t) => testRights(t, base.pod));
  const asPod = rows.map((row) => ({ ...row, through: base.through, flags }));
  await testRows(t, cluster.lab, asPod);
  await t.test('the daemon tells the cluster, with no rights but its own', (t) =>
    testDaemon(t, cluster, base),
  );
  const all = await prepare(cluster, 'all', ['admission', 'prometheus', 'runtime-sockets']);
  await t.test('Prometheus reaches the metrics', (t) => testMetrics(t, cluster, all));
  await t.test('processes answer for services whose systemd cannot be asked', (t) =>
    testServices(t, cluster, all),
  );
});
