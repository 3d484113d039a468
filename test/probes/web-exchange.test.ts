import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import t, { type Test } from 'tap';
import { bodyOf, get, headersOf, openTunnel } from '../../src/probes/web-exchange.ts';
import { routeOf } from '../../src/probes/web-route.ts';
import { httpServer, tcpServer } from '../support/local-server.ts';
import { proxyServer } from '../support/web-servers.ts';

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

/** What a server is asked for when somebody takes this route to it. */
async function seenBy(t: Test, route: Parameters<typeof routeOf>[0]) {
  let seen: { url: string | undefined; headers: IncomingHttpHeaders } | undefined;
  const port = await httpServer(t, ({ url, headers }, response) => {
    seen = { url, headers };
    response.end();
  });
  await bodyOf(await get(connect(port, '127.0.0.1'), routeOf(route)));
  return seen;
}

t.test('a server is asked for a path', async (t) => {
  const seen = await seenBy(t, { url: 'http://u:p@web.example:81/a?b=c#d' });
  t.match(seen, {
    url: '/a?b=c',
    headers: { host: 'web.example:81', authorization: basic('u:p') },
  });
});

t.test('a proxy is asked for a URL, and told who asks', async (t) => {
  const seen = await seenBy(t, { url: 'http://web.example/a?b=c', proxy: 'u:p@proxy' });
  t.match(seen, {
    url: 'http://web.example/a?b=c',
    headers: { host: 'web.example', 'proxy-authorization': basic('u:p') },
  });
});

t.test('within a tunnel nobody hears of the proxy', async (t) => {
  const seen = await seenBy(t, { url: 'https://web.example/a', proxy: 'u:p@proxy' });
  t.match(seen, { url: '/a', headers: { 'proxy-authorization': undefined } });
});

t.test('headers that come more than once are joined', async (t) => {
  const port = await httpServer(t, (_, response) =>
    response.writeHead(204, { 'X-A': 'a', 'Set-Cookie': ['a=1', 'b=2'] }).end(),
  );
  const message = await get(connect(port, '127.0.0.1'), routeOf({ url: 'http://web.example/' }));
  t.match(headersOf(message), { 'x-a': 'a', 'set-cookie': 'a=1,b=2' });
  t.equal(await bodyOf(message), '');
});

t.test('of a long body the beginning is read', async (t) => {
  const port = await httpServer(t, (_, response) => response.end('b'.repeat(100_000)));
  const message = await get(connect(port, '127.0.0.1'), routeOf({ url: 'http://web.example/' }));
  t.equal((await bodyOf(message)).length, 4096);
});

t.test('endless headers reject', async (t) => {
  const port = await tcpServer(t, (socket) => {
    socket.on('error', () => {});
    socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}`);
  });
  const answer = get(connect(port, '127.0.0.1'), routeOf({ url: 'http://web.example/' }));
  await t.rejects(answer, { code: 'HPE_HEADER_OVERFLOW' });
});

const tunnels = [
  ['https://web.example:PORT/', 'u:p@proxy', 'web.example', basic('u:p')],
  ['https://[fd00::5]:PORT/', 'proxy', '[fd00::5]', undefined],
] as const;

for (const [url, proxyUrl, host, authorization] of tunnels) {
  t.test(`a tunnel to ${host} is asked for by name`, async (t) => {
    const target = await tcpServer(t, () => {});
    const { port, asked } = await proxyServer(t);
    const { proxy, target: endpoint } = routeOf({
      url: url.replace('PORT', String(target)),
      proxy: proxyUrl,
    });
    const socket = connect(port, '127.0.0.1');
    t.equal(proxy && (await openTunnel(socket, proxy, endpoint)), 200);
    t.same(asked, [{ line: `CONNECT ${host}:${target}`, authorization }]);
    socket.destroy();
  });
}
