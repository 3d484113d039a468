import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t, { type Test } from 'tap';
import { tcp, tcpAnswerOf } from '../../src/probes/tcp.ts';
import { closedPort, tcpServer } from '../support/local-server.ts';

const limits = { timeoutMs: 5_000, signal: new AbortController().signal };
const host = '127.0.0.1';

t.test('a port that is open, and one that refuses', async (t) => {
  const port = await tcpServer(t, () => {});
  t.same(await tcp({ host, port }, limits), { kind: 'open' });
  t.same(await tcp({ host, port: await closedPort() }, limits), { kind: 'refused' });
});

/** The port of a stopped process, which the kernel lets connect until its queue is full. */
async function stoppedServer(t: Test): Promise<number> {
  const listen = "listen({ port: 0, host: '127.0.0.1', backlog: 1 }, function () {";
  const script = `require('node:net').createServer().${listen} console.log(this.address().port) })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [port] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  return Number(port);
}

t.test('a host that takes no more connections is silent', async (t) => {
  const port = await stoppedServer(t);
  let answer = await tcp({ host, port }, limits);
  for (let tries = 0; tries < 20 && answer.kind === 'open'; tries += 1)
    answer = await tcp({ host, port }, { ...limits, timeoutMs: 300 });
  t.same(answer, { kind: 'silent', detail: 'no answer within 300 ms' });
});

t.test('only a refusal comes from the host itself', async (t) => {
  const error = (code: string, message: string) => Object.assign(new Error(message), { code });
  t.same(tcpAnswerOf(error('ECONNREFUSED', '')), { kind: 'refused' });
  for (const code of ['EHOSTUNREACH', 'ENETUNREACH', 'EACCES', 'EPERM'])
    t.same(tcpAnswerOf(error(code, `connect ${code}`)), {
      kind: 'silent',
      detail: `connect ${code}`,
    });
  t.same(tcpAnswerOf(error('ETIMEDOUT', '')), { kind: 'silent', detail: 'ETIMEDOUT' });
});

t.test('the end of the round is no silence', async (t) => {
  const signal = AbortSignal.abort();
  await t.rejects(tcp({ host, port: 1 }, { timeoutMs: 5_000, signal }), { message: /round ended/ });
});
