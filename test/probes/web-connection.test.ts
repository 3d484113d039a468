import { connect, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import t from 'tap';
import { connectTcp, startTls, tlsProblem } from '../../src/probes/web-connection.ts';
import { closedPort, tcpServer } from '../support/local-server.ts';
import { httpsServer, tlsFixture } from '../support/web-servers.ts';

const endpoint = (port: number) => ({ host: 'web.example', port, secure: false });
const context = createSecureContext({ ca: tlsFixture('ca.pem') });

const closed = (socket: Socket): Promise<unknown> =>
  new Promise((resolve) => socket.once('close', resolve));

t.test('a second address is tried after the first', async (t) => {
  const port = await tcpServer(t, () => {});
  const done = new AbortController();
  const socket = await connectTcp(endpoint(port), ['127.0.0.9', '127.0.0.1'], done.signal);
  t.equal(socket.remoteAddress, '127.0.0.1');
  done.abort();
  await closed(socket);
});

t.test('a refusal rejects', async (t) => {
  const { signal } = new AbortController();
  const attempt = connectTcp(endpoint(await closedPort()), ['127.0.0.1'], signal);
  await t.rejects(attempt, { code: 'ECONNREFUSED' });
});

t.test('what is over before it begins is ended at once', async (t) => {
  const port = await tcpServer(t, () => {});
  await t.rejects(connectTcp(endpoint(port), ['127.0.0.1'], AbortSignal.abort()), {
    message: 'it is over',
  });
});

const hosts = [
  { host: 'web.example', authorized: true },
  { host: '127.0.0.1', authorized: true },
  { host: 'other.example', authorized: false },
  { host: '127.0.0.2', authorized: false },
];

for (const { host, authorized } of hosts) {
  t.test(`${host} is ${authorized ? '' : 'not '}who the certificate is for`, async (t) => {
    const port = await httpsServer(t, 'good.pem', () => {});
    const done = new AbortController();
    const socket = connect(port, '127.0.0.1');
    const secured = await startTls(socket, { host, context }, done.signal);
    t.equal(secured.authorized, authorized);
    t.match(secured.getPeerX509Certificate()?.subject, 'CN=web.example');
    done.abort();
    await closed(socket);
  });
}

t.test('a server that does not speak TLS rejects with the reason', async (t) => {
  const port = await tcpServer(t, (socket) => socket.end('hello\r\n'));
  const { signal } = new AbortController();
  const handshake = startTls(connect(port, '127.0.0.1'), { host: 'web.example', context }, signal);
  await t.rejects(handshake, { message: 'wrong version number' });
});

t.test('an error without a reason of OpenSSL says what it says', async (t) => {
  t.equal(tlsProblem(new Error('socket disconnected')), 'socket disconnected');
  t.equal(tlsProblem(Object.assign(new Error('long'), { reason: 'short' })), 'short');
  t.equal(tlsProblem(Object.assign(new Error('long'), { reason: 1 })), 'long');
});
