import t from 'tap';
import { tcp, tcpAnswerOf } from '../../src/probes/tcp.ts';
import { closedPort, tcpServer } from '../support/local-server.ts';

const limits = { timeoutMs: 5_000, signal: new AbortController().signal };
const host = '127.0.0.1';

t.test('a port that is open, and one that refuses', async (t) => {
  const port = await tcpServer(t, () => {});
  t.same(await tcp({ host, port }, limits), { kind: 'open' });
  t.same(await tcp({ host, port: await closedPort() }, limits), { kind: 'refused' });
});

t.test('nobody answers before the deadline', async (t) => {
  const port = await tcpServer(t, () => {});
  const answer = await tcp({ host, port }, { ...limits, timeoutMs: 0 });
  t.same(answer, { kind: 'silent', detail: 'no answer within 0 ms' });
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
