import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { daemon } from '../../src/cli/daemon.ts';
import { readState } from '../../src/clients/state-store.ts';
import { keptConditions } from '../../src/domain/kept-conditions.ts';
import { capture } from '../support/capture.ts';
import { clusterNode } from '../support/cluster-node.ts';
import { configOf } from '../support/config.ts';
import { closedPort } from '../support/local-server.ts';

/** Until it holds; the test's own timeout is the bound. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

function start(flags: Readonly<Record<string, string>>, environment = {}) {
  const { written, stderr } = capture();
  const interruption = new AbortController();
  const ended = daemon(configOf(flags), {
    stderr,
    path: '',
    environment,
    signal: interruption.signal,
  });
  return {
    written,
    stop: () => {
      interruption.abort();
      return ended;
    },
  };
}

t.test('it tells the cluster, ends in order, and goes on where it was', async (t) => {
  const { api, flags, stateDir } = await clusterNode(t);
  const first = start(flags);
  await until(() => api.conditions()['FlannelProblem'] !== undefined);
  const healthy = api.conditions()['FlannelProblem'];
  t.match(healthy, { status: 'False', reason: 'NoFlannelProblem' });
  t.equal(await first.stop(), 0);
  t.match(api.conditions()['FlannelProblem'], { status: 'Unknown', reason: 'AgentStopped' });
  t.match(first.written.stderr, /"watching this node"/);
  t.strictSame(readdirSync(stateDir).sort(), ['conditions.json', 'reports.json']);
  t.match(await readState(stateDir, keptConditions), { transitions: [{ to: 'False' }] });

  const again = start(flags);
  await until(() => api.conditions()['FlannelProblem']?.['status'] === 'False');
  const restored = api.conditions()['FlannelProblem'];
  t.equal(restored?.['lastTransitionTime'], healthy?.['lastTransitionTime']);
  await again.stop();
});

t.test('without credentials it watches all the same, and says so', async (t) => {
  const { flags, stateDir } = await clusterNode(t);
  const base = `127.0.0.1:${await closedPort()}`;
  const { written, stop } = start({
    ...flags,
    'kubernetes.kubeconfig': join(stateDir, 'missing'),
    'http.listen': base,
    interval: '5s',
  });
  await until(() => written.stderr.includes('the cluster cannot be told'));
  const ask = async (path: string) => (await fetch(`http://${base}${path}`)).text();
  for (const what of ['conditions', 'events'])
    t.match(await ask('/metrics'), `node_check_delivery_failing{what="${what}"} 1\n`);
  t.match(JSON.parse(await ask('/status')), {
    cluster: { conditions: { failing: 'credentials' } },
  });
  t.match(await ask('/'), 'The cluster does not hear of this: credentials.');
  t.equal(await stop(), 0);
  t.equal(written.stderr.split('the cluster cannot be told').length, 2);
});

t.test('systemd is told of the end, whatever it makes of it', async (t) => {
  const { flags, api, stateDir } = await clusterNode(t);
  const { written, stop } = start(flags, { NOTIFY_SOCKET: join(stateDir, 'nobody') });
  await until(() => api.conditions()['FlannelProblem'] !== undefined);
  t.equal(await stop(), 0);
  t.match(written.stderr, /systemd cannot be told/);
});

t.test('a podCIDR that contradicts subnet.env is asked for anew', async (t) => {
  const { api, flags } = await clusterNode(t);
  const folder = join(flags['host-root'] ?? '', 'run/flannel');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'subnet.env'),
    'FLANNEL_NETWORK=10.244.0.0/16\nFLANNEL_SUBNET=10.244.9.1/24\nFLANNEL_MTU=1450\nFLANNEL_IPMASQ=true\n',
  );
  const metadata = { ...Object(api.node?.['metadata']) };
  const annotations = { 'flannel.alpha.coreos.com/kube-subnet-manager': 'true' };
  api.node = { ...api.node, metadata: { ...metadata, annotations } };
  const { stop } = start({
    ...flags,
    checks: 'flannel-subnet-file',
    'flannel.expected': 'expected',
    report: '',
  });
  const isAsked = () => api.received.filter(({ method }) => method === 'GET').length > 1;
  await until(isAsked);
  t.equal(await stop(), 0);
});

t.test('whoever asks over HTTP is told what stands', async (t) => {
  const { flags } = await clusterNode(t);
  const port = await closedPort();
  const { written, stop } = start({ ...flags, 'http.listen': `127.0.0.1:${port}` });
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
    return { status: answer?.status, text: await answer?.text() };
  };
  while ((await ask('/readyz')).status !== 200) await sleep(20);
  t.match(JSON.parse((await ask('/status')).text ?? ''), { report: { node: 'x' } });
  t.match((await ask('/metrics')).text, /^node_check_condition\{.*status="false".*\} 1$/m);
  t.equal(await stop(), 0);
  t.equal((await ask('/livez')).status, undefined);
  t.notMatch(written.stderr, '"level":50');
});
