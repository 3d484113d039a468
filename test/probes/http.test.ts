import type { RequestListener } from 'node:http';
import t, { type Test } from 'tap';
import { http, httpAnswerOf } from '../../src/probes/http.ts';
import { closedPort, httpServer, tcpServer } from '../support/local-server.ts';

const limits = { timeoutMs: 5_000, signal: new AbortController().signal };
const at = (port: number) => `http://127.0.0.1:${port}/livez`;
const serve = async (t: Test, answer: RequestListener) => at(await httpServer(t, answer));

t.test('any status is a response', async (t) => {
  const url = await serve(t, ({ url }, response) => response.writeHead(503).end(url));
  t.same(await http(url, limits), { kind: 'response', status: 503, body: '/livez' });
});

t.test('the body is 64 KiB at the most', async (t) => {
  const url = await serve(t, (_, response) => response.end('x'.repeat(200_000)));
  const answer = await http(url, limits);
  t.equal(answer.kind === 'response' && answer.body.length, 64 * 1024);
});

t.test('nobody listens', async (t) => {
  t.same(await http(at(await closedPort()), limits), { kind: 'refused' });
});

t.test('nothing comes, or not all of it', async (t) => {
  const silent = { kind: 'silent', detail: 'no answer within 100 ms' };
  const hung = await serve(t, () => {});
  t.same(await http(hung, { ...limits, timeoutMs: 100 }), silent);
  const endless = await serve(t, (_, response) => response.write('x'));
  t.same(await http(endless, { ...limits, timeoutMs: 100 }), silent);
});

t.test('what comes is not HTTP, or breaks off', async (t) => {
  const ssh = await tcpServer(t, (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  t.match(await http(at(ssh), limits), { kind: 'broken', detail: /Expected HTTP/ });
  const closing = await tcpServer(t, (socket) => socket.end());
  t.match(await http(at(closing), limits), { kind: 'broken' });
});

t.test('errors on the way are silence', async (t) => {
  for (const code of ['EHOSTUNREACH', 'ENOTFOUND', 'EACCES', 'UND_ERR_CONNECT_TIMEOUT'])
    t.match(httpAnswerOf(Object.assign(new Error(''), { code })), { kind: 'silent', detail: code });
});

t.test('what is no URL is not asked', async (t) => {
  for (const url of ['no url', 'ftp://127.0.0.1/'])
    await t.rejects(http(url, limits), { reason: 'ToolFailed', message: /./ });
});
