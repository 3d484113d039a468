import type { Socket } from 'node:net';
import t, { type Test } from 'tap';
import type { WebAnswer, WebRequest } from '../../src/domain/web.ts';
import { createWeb } from '../../src/probes/web.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { closedPort, httpServer, tcpServer } from '../support/local-server.ts';
import { httpsServer, proxyServer, tlsFixture } from '../support/web-servers.ts';

const getent = 'env RES_OPTIONS=timeout:1 attempts:2 getent ahosts';
const commands = {
  [`${getent} web.example`]: '127.0.0.1 STREAM\n',
  [`${getent} proxy.example`]: '127.0.0.1 STREAM\n',
  [`${getent} absent.example`]: { exitCode: 2 },
};

/** The answer on a node that trusts test/fixtures/tls/ca.pem. */
function ask(t: Test, request: WebRequest, timeoutMs = 3_000): Promise<WebAnswer> {
  const bundle = { etc: { ssl: { certs: { 'ca-certificates.crt': tlsFixture('ca.pem') } } } };
  const { signal } = new AbortController();
  const { run } = fakeCommands(commands);
  return createWeb({ run, hostRoot: t.testdir(bundle), limits: { timeoutMs, signal } })(request);
}

t.test('a plain answer comes with its headers, redirects included', async (t) => {
  const port = await httpServer(t, (_, response) =>
    response.writeHead(302, { location: 'http://elsewhere.example/' }).end('moved'),
  );
  const answer = await ask(t, { url: `http://web.example:${port}/` });
  t.match(answer, {
    kind: 'response',
    status: 302,
    headers: { location: 'http://elsewhere.example/', date: String },
    body: 'moved',
    at: Number,
    certificate: undefined,
  });
});

t.test('an answer over TLS comes with the certificate', async (t) => {
  const port = await httpsServer(t, 'good.pem', (_, response) => response.end('hello'));
  t.match(await ask(t, { url: `https://web.example:${port}/` }), {
    kind: 'response',
    status: 200,
    body: 'hello',
    certificate: { subject: 'CN=web.example' },
  });
});

const rejected = [
  ['expired.pem', 'CERT_HAS_EXPIRED'],
  ['not-yet-valid.pem', 'CERT_NOT_YET_VALID'],
  ['other-name.pem', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['unknown-authority.pem', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['logged.pem', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['self-signed.pem', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
] as const;

for (const [certificate, code] of rejected) {
  t.test(`${certificate} is ${code}, is shown, and gets no request`, async (t) => {
    let requests = 0;
    const port = await httpsServer(t, certificate, (_, response) => {
      requests += 1;
      response.end();
    });
    const url = `https://u:planted@web.example:${port}/`;
    t.match(await ask(t, { url }), {
      kind: 'tls',
      code,
      at: Number,
      certificate: { names: Array, logged: certificate === 'logged.pem' },
    });
    t.equal(requests, 0);
  });
}

t.test('a server of an authority in a further file is trusted', async (t) => {
  const port = await httpsServer(t, 'self-signed.pem', (_, response) => response.end());
  const { signal } = new AbortController();
  const hostRoot = t.testdir({ 'own.pem': tlsFixture('self-signed.pem') });
  const web = createWeb({
    run: fakeCommands(commands).run,
    hostRoot,
    limits: { timeoutMs: 3_000, signal },
  });
  const request = { url: `https://web.example:${port}/`, caFile: '/own.pem' };
  t.match(await web(request), { kind: 'response' });
  await t.rejects(web({ ...request, caFile: '/absent.pem' }), {
    reason: 'ToolFailed',
    message: /absent/,
  });
});

t.test('names that do not resolve, and servers that refuse, are told apart', async (t) => {
  const port = await closedPort();
  t.match(await ask(t, { url: 'http://absent.example/' }), {
    kind: 'unresolved',
    host: 'absent.example',
  });
  t.match(await ask(t, { url: `http://web.example:${port}/` }), {
    kind: 'unreachable',
    detail: /ECONNREFUSED/,
    via: undefined,
  });
});

t.test('a round that is over answers nothing', async (t) => {
  const limits = { timeoutMs: 3_000, signal: AbortSignal.abort() };
  const web = createWeb({ run: fakeCommands({}).run, hostRoot: '', limits });
  await t.rejects(web({ url: 'http://web.example/' }), { message: /round ended/ });
});

/** A server that says this much and no more; it hangs up only if it is told to. */
const says = (t: Test, text: string, last?: 'last') =>
  tcpServer(t, (socket: Socket) => {
    socket.on('error', () => {});
    if (last) socket.end(text);
    else socket.write(text);
  });

const halfAnswer = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc';
const established = 'HTTP/1.1 200 Connection established\r\n\r\n';

const useless: readonly (readonly [string, string, object, object])[] = [
  ['says nothing', '', { detail: /^no answer/ }, { detail: /^TLS: no answer/ }],
  [
    'says garbage',
    'garbage\r\n\r\n',
    { detail: /Parse Error/ },
    { detail: 'TLS: wrong version number' },
  ],
  ['stops in its headers', 'HTTP/1.1 200 OK\r\n', { detail: /^no answer/ }, { detail: /^TLS: / }],
  [
    'stops in its body',
    halfAnswer,
    { detail: /^status 200 without the whole body: no answer/ },
    {},
  ],
];

for (const [what, text, plain, secure] of useless) {
  t.test(`a server that ${what} is broken`, async (t) => {
    const port = await says(t, text);
    t.match(await ask(t, { url: `http://web.example:${port}/` }, 200), {
      kind: 'broken',
      ...plain,
    });
    t.match(await ask(t, { url: `https://web.example:${port}/` }, 200), {
      kind: 'broken',
      ...secure,
    });
  });
}

t.test('a server that hangs up in its body is broken', async (t) => {
  const port = await says(t, halfAnswer, 'last');
  t.match(await ask(t, { url: `http://web.example:${port}/` }), {
    kind: 'broken',
    detail: /^status 200 without the whole body/,
  });
});

t.test('through a proxy names are its business, and it alone sees the credentials', async (t) => {
  const { port, asked } = await proxyServer(t);
  const heard: (string | undefined)[] = [];
  const target = await httpsServer(t, 'good.pem', ({ headers }, response) => {
    heard.push(headers['proxy-authorization']);
    response.end('hello');
  });
  const proxy = `http://user:pass@proxy.example:${port}`;
  const authorization = `Basic ${Buffer.from('user:pass').toString('base64')}`;
  t.match(await ask(t, { url: `http://absent.example/a`, proxy }), {
    status: 200,
    body: 'passed on',
  });
  t.match(await ask(t, { url: `https://registry.example:${target}/`, proxy }), { body: 'hello' });
  t.same(asked, [
    { line: 'GET http://absent.example/a', authorization },
    { line: `CONNECT registry.example:${target}`, authorization },
  ]);
  t.same(heard, [undefined]);
});

t.test('a proxy that cannot be reached is named, without its credentials', async (t) => {
  const port = await closedPort();
  for (const url of ['http://web.example/', 'https://web.example/']) {
    const dead = await ask(t, { url, proxy: `http://u:planted@127.0.0.1:${port}` });
    t.match(dead, { kind: 'unreachable', via: `http://127.0.0.1:${port}` });
    const unknown = await ask(t, { url, proxy: 'http://u:planted@absent.example:1' });
    t.match(unknown, {
      kind: 'unreachable',
      via: 'http://absent.example:1',
      detail: /^absent\.example: /,
    });
    t.notMatch(JSON.stringify([dead, unknown]), /planted/);
  }
});

for (const status of [403, 407, 502, 503]) {
  t.test(`a proxy that answers CONNECT with ${status} refuses`, async (t) => {
    const port = await says(t, `HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const via = `http://127.0.0.1:${port}`;
    t.same(await ask(t, { url: 'https://web.example/', proxy: via }), {
      kind: 'proxyRefused',
      status,
      via,
    });
  });
}

t.test('of a plain request only 407 is the word of the proxy itself', async (t) => {
  const answers = async (status: number) => {
    const proxy = `http://127.0.0.1:${await says(t, `HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)}`;
    return ask(t, { url: 'http://web.example/', proxy });
  };
  t.match(await answers(407), { kind: 'proxyRefused', status: 407 });
  t.match(await answers(503), { kind: 'response', status: 503 });
});

t.test(
  'a server that asks for credentials of a proxy where there is none just answers',
  async (t) => {
    const port = await says(t, 'HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n');
    t.match(await ask(t, { url: `http://web.example:${port}/` }), {
      kind: 'response',
      status: 407,
    });
  },
);

const mute: readonly (readonly [string, string, object])[] = [
  [
    'does not answer',
    '',
    { kind: 'unreachable', via: undefined, detail: /opened no tunnel: no answer/ },
  ],
  [
    'answers garbage',
    'garbage\r\n\r\n',
    { kind: 'unreachable', detail: /opened no tunnel: Parse/ },
  ],
  ['opens a tunnel to nobody', established, { kind: 'broken', detail: /^TLS: no answer/ }],
];

for (const [what, text, expected] of mute) {
  t.test(`a proxy that ${what}`, async (t) => {
    const proxy = `http://127.0.0.1:${await says(t, text)}`;
    t.match(await ask(t, { url: 'https://web.example/', proxy }, 200), expected);
  });
}

t.test('a proxy may speak TLS itself, and has to be trusted then', async (t) => {
  const target = await httpsServer(t, 'good.pem', (_, response) => response.end('hello'));
  const url = `https://web.example:${target}/`;
  const trusted = await proxyServer(t, 'good.pem');
  t.match(await ask(t, { url, proxy: `https://proxy.example:${trusted.port}` }), {
    kind: 'unreachable',
    via: `https://proxy.example:${trusted.port}`,
    detail: /ERR_TLS_CERT_ALTNAME_INVALID/,
  });
  t.same(trusted.asked, []);
  t.match(await ask(t, { url, proxy: `https://127.0.0.1:${trusted.port}` }), { body: 'hello' });
});
