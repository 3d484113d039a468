import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import t, { type Test } from 'tap';
import { type Ended, run } from '../lab/command.ts';
import { onMachine } from '../lab/machine.ts';
import { auditedRequests } from './audit.ts';
import type { Cluster } from './cluster.ts';
import { withCluster } from './cluster-test.ts';
import { kubectl, podEnvironment, writeKubeletCredentials, writeTokenFiles } from './kubeconfig.ts';
import { createServiceAccount, issueToken, readNode } from './objects.ts';
import { until } from './until.ts';

const kubelet = ['--kubeconfig=/etc/kubernetes/kubelet.conf'] as const;

const kubectlOnNode = ({ lab, plane }: Cluster, ...args: readonly string[]): Promise<Ended> =>
  run(onMachine(lab.pids.n1, [plane.programs.kubectl, '--request-timeout=2s', ...args]));

async function testKubelet(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  await writeKubeletCredentials(plane, lab.pids.n1, 'n1');
  const annotate = (node: string) =>
    kubectlOnNode(cluster, ...kubelet, 'annotate', 'node', node, 'by=n1');
  const own = await annotate('n1');
  t.equal(own.code, 0, own.stderr);
  t.match((await readNode(plane, 'n1')).metadata.annotations, { by: 'n1' });
  t.match((await annotate('n2')).stderr, 'cannot get resource "nodes"');
  t.match(await kubectl(plane, 'describe', 'node', 'n1'), /Ready +True/);

  const requests = auditedRequests(plane).filter(({ user }) => user === 'system:node:n1');
  const body = { metadata: { annotations: { by: 'n1' } } };
  t.match(
    requests.filter(({ verb }) => verb === 'patch'),
    [{ uri: /^.api.v1.nodes.n1\b/, status: 200, userAgent: 'kubectl', body }],
  );
  t.strictSame(auditedRequests(plane, requests.at(-1)?.at), [], 'nothing newer');
}

async function testTokens(t: Test, cluster: Cluster): Promise<void> {
  const { lab, plane } = cluster;
  const account = await createServiceAccount(plane, 'node-check', [
    { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  ]);
  const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = podEnvironment;
  for (const [seconds, answer] of [
    [600, '403 as itself'],
    [30, '403 as itself'],
    [-60, '401'],
  ] as const) {
    const token = await issueToken(plane, account, { seconds });
    writeTokenFiles(plane, lab.pids.n1, { token, namespace: account.namespace });
    const script = `exec "$0" --request-timeout=2s --server=https://${host}:${port} \
      --certificate-authority=${folder}/ca.crt --token="$(cat ${folder}/token)" get nodes`;
    const { stderr } = await run(
      onMachine(lab.pids.n1, ['bash', '-c', script, plane.programs.kubectl]),
    );
    t.match(
      stderr,
      answer === '401' ? 'Unauthorized' : 'system:serviceaccount:node-check:node-check',
      `${seconds} s`,
    );
  }
}

async function testAway(t: Test, cluster: Cluster): Promise<void> {
  const { plane } = cluster;
  const { uid } = (await readNode(plane, 'n1')).metadata;
  const ask = () => kubectlOnNode(cluster, ...kubelet, 'get', 'node', 'n1');
  await plane.stopApi();
  t.match((await ask()).stderr, 'refused', 'stopped');
  await plane.startApi();
  t.equal((await readNode(plane, 'n1')).metadata.uid, uid, 'its data have stayed');
  await plane.holdApi();
  t.match((await ask()).stderr, /imeout|deadline/, 'hanging');
  plane.releaseApi();
  t.equal((await ask()).code, 0, 'continued');
}

async function testCrash(t: Test): Promise<void> {
  const script = `
    const { findPrograms } = await import('./programs.ts');
    const { startControlPlane } = await import('./control-plane.ts');
    console.log((await startControlPlane(findPrograms())).pid);
  `;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface(holder.stdout), 'line');
  const init = `/proc/${line}/ns/pid_for_children`;
  t.ok(existsSync(init));
  holder.kill('SIGKILL');
  await until('all to be gone', async () => !existsSync(init));
}

await withCluster(t, { backend: 'vxlan', bridge: 'cni0' }, async (cluster) => {
  await t.test("a kubelet's certificate changes its own Node alone", (t) =>
    testKubelet(t, cluster),
  );
  await t.test('a token is good for as long as was asked', (t) => testTokens(t, cluster));
  await t.test('the API server goes away and comes back', (t) => testAway(t, cluster));
  await t.test('with its holder killed it vanishes', testCrash);
});
