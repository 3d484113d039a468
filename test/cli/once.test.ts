import { hostname } from 'node:os';
import t from 'tap';
import { once } from '../../src/cli/once.ts';
import { capture } from '../support/capture.ts';
import { clusterNode } from '../support/cluster-node.ts';
import { configOf } from '../support/config.ts';

/** node-dns alone, over a root in which resolv.conf may not be a file: no packet is sent. */
const flags = (hostRoot: string) => ({
  'host-root': hostRoot,
  checks: 'flannel-daemon',
  'flannel.expected': 'none',
});
const live = () => ({ signal: new AbortController().signal, path: '' });

t.test('a program gets JSON, and the exit code says the status', async (t) => {
  const { written, ...terminal } = capture();
  const config = configOf({ ...flags(t.testdir({})), output: 'json', 'node-name': 'n1' });
  t.equal(await once(config, { ...terminal, ...live() }), 0);
  t.match(JSON.parse(written.stdout), {
    node: 'n1',
    status: 'healthy',
    checks: [{ name: 'flannel-daemon', status: 'notApplicable', reason: 'NoFlannel' }],
  });
});

t.test('a pipe gets plain lines under this machine’s own name', async (t) => {
  const { written, ...terminal } = capture();
  await once(configOf(flags(t.testdir({}))), { ...terminal, ...live() });
  t.ok(written.stdout.startsWith(`${hostname()}: healthy`));
  t.notMatch(written.stdout, '\u001b');
});

t.test('a terminal gets colors, and the host’s system in the footer', async (t) => {
  const { written, ...terminal } = capture({ columns: 100 });
  const { 'host-root': _, ...onHost } = flags('');
  await once(configOf(onHost), { ...terminal, ...live() });
  t.match(written.stdout, '\u001b');
  t.match(written.stdout, 'kernel');
});

t.test('in a container the footer says nothing of the container’s own system', async (t) => {
  const { written, ...terminal } = capture({ columns: 100 });
  await once(configOf(flags(t.testdir({}))), { ...terminal, ...live() });
  t.notMatch(written.stdout, 'kernel');
});

t.test('what is waited for is told on stderr, and only the last round printed', async (t) => {
  const { written, ...terminal } = capture();
  // Nobody has set up flannel in an empty folder, so that its daemon is missed.
  const missed = { ...flags(t.testdir({})), 'flannel.expected': 'expected', wait: '2s' };
  t.not(await once(configOf({ ...missed, output: 'json' }), { ...terminal, ...live() }), 0);
  t.match(written.stderr, /^node-check: waiting: .*\(flannel-daemon\): .*\n$/);
  t.ok(JSON.parse(written.stdout));
});

t.test('plain text may be asked for on a terminal too', async (t) => {
  const { written, ...terminal } = capture({ columns: 100 });
  await once(configOf({ ...flags(t.testdir({})), output: 'text' }), { ...terminal, ...live() });
  t.notMatch(written.stdout, '\u001b');
});

t.test('an interrupted round prints no report', async (t) => {
  const { written, ...terminal } = capture();
  const signal = AbortSignal.abort();
  t.equal(await once(configOf(flags(t.testdir({}))), { ...terminal, signal, path: '' }), 130);
  t.equal(written.stdout, '');
});

t.test(
  'the cluster is told what is confirmed, and a cluster that cannot be told is said',
  async (t) => {
    const { api, flags: reporting, stateDir } = await clusterNode(t);
    const told = capture();
    t.equal(await once(configOf(reporting), { ...told, ...live() }), 0);
    t.match(api.conditions()['FlannelProblem'], { status: 'False' });
    t.match(told.written, { stdout: /^x: healthy/, stderr: /"the cluster is told"/ });

    const nobody = { ...reporting, 'kubernetes.kubeconfig': `${stateDir}/missing` };
    const untold = capture();
    t.equal(await once(configOf(nobody), { ...untold, ...live() }), 74);
    t.match(untold.written, { stdout: /^x: healthy/, stderr: /the cluster was not told/ });
  },
);
