import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import {
  createBoundedServer,
  plain,
  type ServerOptions,
} from '../../../src/reporters/http/server.ts';
import type { Pause } from '../../../src/reporters/pause.ts';
import { keepingLogger } from '../../support/kubernetes-reporting.ts';

const loopback = { host: '127.0.0.1', port: 0 };

function serverFor(t: Test, overrides: Partial<ServerOptions> = {}) {
  const { logger, lines } = keepingLogger();
  const { promise: port, resolve } = Promise.withResolvers<number>();
  const server = createBoundedServer({
    listen: loopback,
    random: () => 0,
    answer: async (path) => (path === '/here' ? plain(200, 'here') : undefined),
    ...overrides,
    logger: {
      ...logger,
      info(fields, message) {
        logger.info(fields, message);
        const { address } = fields as { readonly address: { readonly port: number } };
        resolve(address.port);
      },
    },
  });
  t.teardown(() => server.close());
  return { ...server, port, lines };
}

async function ask(port: number, method: string, path: string) {
  const asking = request({ host: '127.0.0.1', port, method, path, agent: false }).end();
  const [response] = await once(asking, 'response');
  let body = '';
  for await (const part of response) body += part;
  return { status: response.statusCode, headers: response.headers, body };
}

/** A reset is an end too. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.on('error', () => {}).on('close', () => resolve());
  });

/** What comes back for these bytes until the server hangs up. */
async function send(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.write(text);
  let heard = '';
  socket.on('data', (part: string) => {
    heard += part;
  });
  await closed(socket);
  return heard;
}

t.test('what is there is answered, with headers that keep it where it is', async (t) => {
  const port = await serverFor(t).port;
  for (const path of ['/here', '/here?a=b', '/./here', 'http://n1:20258/here'])
    t.match(await ask(port, 'GET', path), {
      status: 200,
      body: 'here\n',
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        'content-length': '5',
        connection: 'close',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      },
    });
});

t.test('an answer may have a policy of its own', async (t) => {
  const answer = async () => ({ ...plain(200, 'here'), policy: "default-src 'self'" });
  const port = await serverFor(t, { answer }).port;
  t.match(await ask(port, 'GET', '/'), {
    headers: { 'content-security-policy': "default-src 'self'" },
  });
});

t.test('HEAD has the headers and no body', async (t) => {
  const port = await serverFor(t).port;
  t.match(await ask(port, 'HEAD', '/here'), {
    status: 200,
    body: '',
    headers: { 'content-length': '5' },
  });
});

t.test('what is not there is not found', async (t) => {
  const port = await serverFor(t).port;
  for (const path of ['/', '/here/', '/HERE', '//here', '/%68ere', '*', '/constructor', '//'])
    t.match(await ask(port, 'GET', path), { status: 404, body: 'not found\n' });
});

t.test('other methods are refused, and their connection ends', async (t) => {
  const port = await serverFor(t).port;
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
    t.match(await ask(port, method, '/here'), {
      status: 405,
      headers: { allow: 'GET, HEAD', connection: 'close' },
    });
});

const refused = [
  [
    'a request line that is too long',
    `GET /${'x'.repeat(9_000)} HTTP/1.1\r\nHost: n1\r\n\r\n`,
    431,
  ],
  ['headers that are too large', `GET / HTTP/1.1\r\nX: ${'x'.repeat(9_000)}\r\n\r\n`, 431],
  ['what is no HTTP', '\u0016\u0003\u0001\u0000 hello\r\n\r\n', 400],
  ['a request without a host', 'GET /here HTTP/1.1\r\n\r\n', 400],
  [
    'two lengths',
    'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    400,
  ],
] as const;

for (const [what, text, status] of refused)
  t.test(`${what} is answered with ${status}`, async (t) => {
    const port = await serverFor(t).port;
    t.match(await send(port, text), new RegExp(`^HTTP/1\\.1 ${status} `));
    t.match(await ask(port, 'GET', '/here'), { status: 200 });
  });

t.test('an answer that fails costs only itself', async (t) => {
  const { port, lines } = serverFor(t, {
    answer: async (path) => {
      if (path === '/large') return plain(200, 'é'.repeat(600_000));
      throw new Error('planted');
    },
  });
  for (const path of ['/broken?secret', '/large'])
    t.match(await ask(await port, 'GET', path), { status: 500, body: 'internal error\n' });
  t.match(
    lines.filter(({ level }) => level === 'error').map(({ fields }) => fields),
    [
      { err: { message: 'planted' }, path: '/broken' },
      { err: { message: 'the answer is too large' }, path: '/large' },
    ],
  );
});

t.test('whoever is slow, or only sits there, makes room, and goes in the end', async (t) => {
  const port = await serverFor(t).port;
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  };
  const slow = await Promise.all(Array.from({ length: 32 }, open));
  for (const [index, socket] of slow.entries())
    if (index % 2 === 0) socket.write('GET /here HTTP/1.1\r\nHost: n1\r\nX-Slow: ');
  const dripping = setInterval(() => {
    for (const [index, socket] of slow.entries()) if (index % 2 === 0) socket.write('x');
  }, 500);
  t.teardown(() => clearInterval(dripping));
  const ends = slow.map((socket) => closed(socket.resume()));
  t.match(await ask(port, 'GET', '/here'), { status: 200 });
  t.same(
    slow.map(({ closed }) => closed),
    slow.map((_, index) => index === 0),
    'the one that came first',
  );
  await Promise.all(ends);
});

t.test('whoever asks again and again does not keep others out', async (t) => {
  const port = await serverFor(t).port;
  const agent = new Agent({ keepAlive: true });
  const askOnce = () =>
    new Promise<void>((resolve) => {
      request({ host: '127.0.0.1', port, path: '/here', agent }, (response) => response.resume())
        .on('error', () => {})
        .on('close', () => resolve())
        .end();
    });
  const askAll = () => Promise.all(Array.from({ length: 32 }, askOnce));
  await askAll();
  const asking = setInterval(askAll, 500);
  t.teardown(() => {
    clearInterval(asking);
    agent.destroy();
  });
  let heard = '';
  while (heard === '') {
    await delay(50);
    heard = await send(port, 'GET /here HTTP/1.1\r\nHost: n1\r\n\r\n');
  }
  t.match(heard, /^HTTP\/1\.1 200 /);
});

t.test('what a client expects keeps no connection either', async (t) => {
  const port = await serverFor(t).port;
  const heard = await send(port, 'GET /here HTTP/1.1\r\nHost: n1\r\nExpect: more\r\n\r\n');
  t.match(heard, /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s);
});

t.test('a body without an end is not read, and its connection ends', async (t) => {
  const port = await serverFor(t).port;
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  const ended = closed(socket);
  socket.write('POST /here HTTP/1.1\r\nHost: n1\r\nTransfer-Encoding: chunked\r\n\r\n');
  const posting = setInterval(() => socket.write('1\r\nx\r\n'), 200);
  t.teardown(() => clearInterval(posting));
  t.match(await once(socket, 'data'), [/^HTTP\/1\.1 405 /]);
  await ended;
});

t.test('a body that nobody wants does not keep a connection', async (t) => {
  const port = await serverFor(t).port;
  const heard = await send(
    port,
    'GET /here HTTP/1.1\r\nHost: n1\r\nContent-Length: 1000000\r\n\r\nx',
  );
  t.match(heard, /^HTTP\/1\.1 200 /);
});

t.test('nobody is led on to other servers, or to other protocols', async (t) => {
  const port = await serverFor(t).port;
  t.equal(await send(port, 'CONNECT n2:22 HTTP/1.1\r\nHost: n2:22\r\n\r\n'), '');
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  t.match(await send(port, `GET /here HTTP/1.1\r\nHost: n1\r\n${upgrade}\r\n`), /^HTTP\/1\.1 200 /);
});

/** A server that has the port. */
async function squatter(t: Test) {
  const other = createServer().listen(loopback);
  await once(other, 'listening');
  t.teardown(() => other.close());
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, close: () => other.close() };
}

t.test('a port that is taken is told once, and had as soon as it is free', async (t) => {
  const other = await squatter(t);
  const pauses: number[] = [];
  const { port, lines } = serverFor(t, {
    listen: { host: '127.0.0.1', port: other.port },
    pause: async (ms) => {
      pauses.push(ms);
      if (pauses.length === 3) other.close();
      await delay(20);
    },
  });
  t.equal(await port, other.port);
  t.same(pauses.slice(0, 3), [1_000, 2_000, 4_000]);
  t.match(lines, [
    {
      level: 'error',
      message: 'cannot listen for HTTP; retrying',
      fields: {
        host: '127.0.0.1',
        port: other.port,
        code: 'EADDRINUSE',
        remedy: 'another program listens there: end it, or give http.listen another port',
      },
    },
    { level: 'info', message: 'listening for HTTP' },
  ]);
  t.equal(lines.length, 2);
  t.match(await ask(other.port, 'GET', '/here'), { status: 200 });
});

for (const [host, remedy] of [
  ['192.0.2.1', 'this node does not have the address: give http.listen one that it has'],
  ['fe80::1', 'see http.listen'],
] as const)
  t.test(`listening at ${host} fails with advice`, async (t) => {
    const { promise: paused, resolve } = Promise.withResolvers<void>();
    const pause: Pause = async (_ms, signal) => {
      resolve();
      await once(signal, 'abort');
    };
    const { close, lines } = serverFor(t, { listen: { host, port: 1_024 }, pause });
    await paused;
    t.match(lines, [{ level: 'error', fields: { host, remedy } }]);
    await close();
    t.equal(lines.length, 1);
  });

t.test('the end calls off the wait for a port', async (t) => {
  const { port } = await squatter(t);
  const { close, lines } = serverFor(t, { listen: { host: '127.0.0.1', port } });
  while (lines.length === 0) await delay(5);
  await close();
  t.equal(lines.length, 1);
});

t.test('the end ends open connections too, and may come twice', async (t) => {
  const { port, close } = serverFor(t);
  const socket = connect(await port, '127.0.0.1');
  await once(socket, 'connect');
  socket.resume();
  await Promise.all([close(), closed(socket)]);
  await close();
  await t.rejects(ask(await port, 'GET', '/here'), { code: 'ECONNREFUSED' });
});

t.test('the end may come before the beginning', async (t) => {
  await t.resolves(serverFor(t).close());
});
