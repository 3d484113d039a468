import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import {
  connectionOver,
  type Exchange,
  exchange,
  type Route,
} from '../../../src/clients/kubernetes/connection.ts';
import type { ApiRequest } from '../../../src/clients/kubernetes.ts';
import {
  type Answering,
  apiServer,
  kubernetesFixture,
  ok,
  plainApiServer,
  refusal,
} from '../../support/api-server.ts';
import { closedPort, tcpServer } from '../../support/local-server.ts';
import { proxyServer, tlsFixture } from '../../support/web-servers.ts';

const ca = tlsFixture('ca.pem');
const get: ApiRequest = { method: 'GET', path: '/api/v1/nodes/x' };
const authorization = 'Bearer a-secret';

/** One request over a connection of its own. */
async function ask(t: Test, server: string, given: Partial<Exchange> & { route?: Partial<Route> }) {
  const { route, ...options } = given;
  const connection = await connectionOver({ ca, insecure: false, ...route });
  t.teardown(() => connection.destroy());
  return exchange(connection, {
    server,
    request: get,
    headers: { authorization },
    deadlineMs: 60_000,
    ...options,
  });
}

const node: Answering = () => ok({ kind: 'Node' });

t.test('a request is sent as it is asked, and its answer told', async (t) => {
  const { url, seen } = await apiServer(t, node);
  const request: ApiRequest = {
    method: 'PATCH',
    path: '/api/v1/nodes/x/status',
    contentType: 'application/strategic-merge-patch+json',
    body: { status: { conditions: [] } },
  };
  t.same(await ask(t, url, { request }), { kind: 'ok', status: 200, body: { kind: 'Node' } });
  t.match(seen, [
    {
      method: 'PATCH',
      path: '/api/v1/nodes/x/status',
      body: '{"status":{"conditions":[]}}',
      certificate: undefined,
      headers: {
        authorization,
        'content-type': 'application/strategic-merge-patch+json',
        accept: 'application/json',
        'user-agent': 'node-check',
      },
    },
  ]);
  await ask(t, url, { request: { method: 'POST', path: '/', body: [] } });
  t.match(seen[1], { method: 'POST', headers: { 'content-type': 'application/json' }, body: '[]' });
  await ask(t, `${url}/k8s/clusters/c-1`, {});
  t.match(seen[2], { method: 'GET', path: '/k8s/clusters/c-1/api/v1/nodes/x', body: '' });
  t.notOk(seen[2]?.headers['content-type']);
});

t.test('one connection serves one request after the other', async (t) => {
  const { url, seen } = await apiServer(t, node);
  const connection = await connectionOver({ ca, insecure: false });
  t.teardown(() => connection.destroy());
  const options = { server: url, request: get, headers: {}, deadlineMs: 60_000 };
  await Promise.all([1, 2, 3].map(() => exchange(connection, options)));
  t.equal(seen.length, 3);
  t.equal(new Set(seen.map(({ socket }) => socket)).size, 1);
  t.same(
    seen.map(({ socket }) => 'alpnProtocol' in socket && socket.alpnProtocol),
    ['http/1.1', 'http/1.1', 'http/1.1'],
  );
});

t.test('a certificate is shown, from a file that holds its key too', async (t) => {
  const { url, seen } = await apiServer(t, node);
  const pem = kubernetesFixture('kubelet.pem');
  await ask(t, url, { route: { cert: pem, key: pem } });
  t.match(seen, [{ certificate: /CN=system:node:x/ }]);
});

t.test('only a server that can prove who it is is told anything', async (t) => {
  const strangers = [
    ['unknown-authority.pem', /unable to verify the first certificate/],
    ['self-signed.pem', /self-signed certificate/],
    ['expired.pem', /certificate has expired/],
    ['other-name.pem', /127\.0\.0\.1 is not in the cert/],
  ] as const;
  for (const [certificate, detail] of strangers) {
    const { url, seen } = await apiServer(t, node, certificate);
    t.match(await ask(t, url, {}), { kind: 'unreachable', detail }, certificate);
    t.same(seen, []);
  }
});

t.test('where the kubeconfig says so, any server or another name will do', async (t) => {
  const stranger = await apiServer(t, node, 'unknown-authority.pem');
  t.match(await ask(t, stranger.url, { route: { insecure: true } }), { kind: 'ok' });
  const other = await apiServer(t, node, 'other-name.pem');
  t.match(await ask(t, other.url, { route: { serverName: 'other.example' } }), { kind: 'ok' });
});

t.test('in the clear nobody is told who we are', async (t) => {
  const { url, seen } = await plainApiServer(t, node);
  t.match(await ask(t, url, {}), { kind: 'ok' });
  t.notOk(seen[0]?.headers['authorization']);
});

t.test('a proxy is asked to connect us', async (t) => {
  const { url, seen } = await apiServer(t, node);
  const proxy = await proxyServer(t);
  const route = { proxy: `http://user:secret@127.0.0.1:${proxy.port}` };
  t.match(await ask(t, url, { route }), { kind: 'ok' });
  t.match(proxy.asked, [{ line: `CONNECT ${new URL(url).host}` }]);
  t.match(seen, [{ headers: { authorization } }]);
  const gone = { proxy: `http://user:secret@127.0.0.1:${await closedPort()}` };
  const answer = await ask(t, url, { route: gone });
  t.match(answer, { kind: 'unreachable', detail: /ECONNREFUSED/ });
  t.notMatch(JSON.stringify(answer), 'secret');
});

t.test('a redirect is not followed', async (t) => {
  const { url, seen } = await apiServer(t, () => ({
    status: 302,
    headers: { location: '/elsewhere' },
    body: '',
  }));
  t.match(await ask(t, url, {}), { kind: 'refused', status: 302 });
  t.equal(seen.length, 1);
});

t.test('a refusal is one, even if its text does not come', async (t) => {
  const { url } = await apiServer(t, ({ socket }) => {
    socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 157\r\n\r\n{"kind": "Sta');
    return undefined;
  });
  t.same(await ask(t, url, {}), { kind: 'refused', status: 401, reason: '', message: '' });
});

t.test('a server that queues a request for long may refuse it then', async (t) => {
  const { url } = await apiServer(t, () => delay(300, refusal('tooManyRequests')));
  t.match(await ask(t, url, {}), { kind: 'refused', status: 429, retryAfterMs: 1_000 });
});

t.test('what is no whole answer is none', async (t) => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"kind": "No', /other side closed/],
    ['garbage\r\n\r\n', /HTTP/i],
    ['', /other side closed/],
    ['HTTP/1.1 200 OK\r\n\r\n{"kind": "No', /not JSON/],
    ['HTTP/1.1 200 OK\r\n\r\n<html>log in</html>', /not JSON/],
    [`HTTP/1.1 200 OK\r\n\r\n"${'x'.repeat(2 * 1024 * 1024)}"`, /exceeded|max/],
  ];
  for (const [text, detail] of cases) {
    const { url } = await apiServer(t, ({ socket }) => {
      socket.end(text);
      return undefined;
    });
    const answer = await ask(t, url, {});
    t.match(answer, { kind: 'unreachable', detail }, text.slice(0, 60));
  }
});

t.test('a reset in the middle is no answer', async (t) => {
  const { url } = await apiServer(t, ({ socket }) => {
    socket.destroy();
    return undefined;
  });
  t.match(await ask(t, url, {}), { kind: 'unreachable', detail: new RegExp(`^${url}: `) });
});

t.test('what does not answer is waited for until the deadline', async (t) => {
  const silent = await apiServer(t, () => undefined);
  const halfway = await apiServer(t, ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"kind": "No');
    return undefined;
  });
  const refusing = await apiServer(t, ({ socket }) => {
    socket.write('HTTP/1.1 403 Forbidden\r\nContent-Length: 500\r\n\r\n{"kind": "Sta');
    return undefined;
  });
  const deaf = `https://127.0.0.1:${await tcpServer(t, () => {})}`;
  for (const url of [silent.url, halfway.url, refusing.url, deaf])
    t.same(await ask(t, url, { deadlineMs: 300 }), {
      kind: 'unreachable',
      detail: `${url}: no answer within 300 ms`,
    });
});

t.test('nobody there, or nobody who speaks TLS, is said with the reason', async (t) => {
  const refused = `https://127.0.0.1:${await closedPort()}`;
  t.match(await ask(t, refused, {}), { kind: 'unreachable', detail: /ECONNREFUSED/ });
  const plain = await plainApiServer(t, node);
  const answer = await ask(t, plain.url.replace('http:', 'https:'), {});
  t.match(answer, { kind: 'unreachable', detail: /: wrong version number$/ });
});

t.test('a certificate that is half written is said, and not shown', async (t) => {
  const { url } = await apiServer(t, node);
  const pem = kubernetesFixture('kubelet.pem').slice(0, 300);
  const answer = await ask(t, url, { route: { cert: pem, key: pem } });
  t.match(answer, { kind: 'unreachable' });
  t.notMatch(JSON.stringify(answer), /MII/);
});

t.test('who asked may give up', async (t) => {
  const { url } = await apiServer(t, () => undefined);
  const given = new AbortController();
  const answer = ask(t, url, { request: { ...get, signal: given.signal } });
  await delay(50);
  given.abort(new Error('a secret'));
  const gone = { kind: 'unreachable', detail: `${url}: nobody waits for it any more` };
  t.same(await answer, gone);
  t.same(await ask(t, url, { request: { ...get, signal: AbortSignal.abort() } }), gone);
});
