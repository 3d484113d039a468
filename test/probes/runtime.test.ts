import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { runtime, runtimeAnswerOf } from '../../src/probes/runtime.ts';
import { httpSocket, shortFolder } from '../support/local-server.ts';

const { signal } = new AbortController();
const limits = { timeoutMs: 5_000, signal };

async function hostWith(t: Test, path: string, answer: () => string | undefined) {
  const hostRoot = await shortFolder(t);
  await mkdir(dirname(join(hostRoot, path)), { recursive: true });
  await httpSocket(t, join(hostRoot, path), (_, response) => {
    const body = answer();
    if (body !== undefined) response.end(body);
  });
  return hostRoot;
}

t.test('docker answers its ping', async (t) => {
  const hostRoot = await hostWith(t, '/var/run/docker.sock', () => 'OK');
  t.same(await runtime('docker', { hostRoot, limits }), { kind: 'answers' });
});

t.test('docker that takes the question and answers nothing is silent', async (t) => {
  const hostRoot = await hostWith(t, '/run/docker.sock', () => undefined);
  t.same(await runtime('docker', { hostRoot, limits: { timeoutMs: 50, signal } }), {
    kind: 'silent',
    detail: 'no answer within 50 ms',
  });
});

t.test('without a socket, or with something else behind it, there is no runtime', async (t) => {
  const hostRoot = await hostWith(t, '/run/containerd/containerd.sock', () => 'HTTP/1');
  t.same(await runtime('containerd', { hostRoot, limits }), { kind: 'absent' });
  t.same(await runtime('crio', { hostRoot, limits }), { kind: 'absent' });
});

t.test('a queue that is full is a silence, too', async (t) => {
  const full = Object.assign(new Error('connect EAGAIN'), { code: 'EAGAIN' });
  const silent = { kind: 'silent', detail: 'its queue of connections is full' };
  t.same(runtimeAnswerOf(full), silent);
  t.same(runtimeAnswerOf(new Error('cancelled', { cause: full })), silent);
  t.same(runtimeAnswerOf(new Error('refused')), { kind: 'absent' });
  t.same(runtimeAnswerOf('odd'), { kind: 'absent' });
});
