import { once } from 'node:events';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';
import t, { type Test } from 'tap';
import { createWebOpener, type WebOpening, type WebTarget } from '../../src/probes/web-opening.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { closedPort, httpServer, tcpServer } from '../support/local-server.ts';
import { httpsServer, proxyServer, tlsFixture } from '../support/web-servers.ts';

const getent = 'env RES_OPTIONS=timeout:1 attempts:2 getent ahosts';
const commands = {
  [`${getent} web.example`]: '127.0.0.1 STREAM\n',
  [`${getent} proxy.example`]: '127.0.0.1 STREAM\n',
  [`${getent} absent.example`]: { exitCode: 2 },
};

/** On a node that trusts test/fixtures/tls/ca.pem. */
async function open(t: Test, target: Partial<WebTarget>, done?: AbortSignal): Promise<WebOpening> {
  const bundle = { etc: { ssl: { certs: { 'ca-certificates.crt': tlsFixture('ca.pem') } } } };
  const over = new AbortController();
  t.teardown(() => over.abort());
  const opener = createWebOpener({
    run: () => fakeCommands(commands).run,
    hostRoot: t.testdir(bundle),
  });
  return opener({ url: '', insecure: false, ...target }, done ?? over.signal);
}

async function answerOn(connection: Duplex, path = '/'): Promise<number | undefined> {
  const asked = request({ createConnection: () => connection, path }).end();
  const [response] = await once(asked, 'response');
  return response.statusCode;
}

t.test('plain and over TLS the target is reached', async (t) => {
  const port = await httpServer(t, (_, response) => response.writeHead(201).end());
  const plain = await open(t, { url: `http://web.example:${port}/` });
  t.equal(await answerOn(plain.connection), 201);
  const securePort = await httpsServer(t, 'good.pem', (_, response) => response.end());
  const secured = await open(t, { url: `https://web.example:${securePort}/` });
  t.equal(await answerOn(secured.connection), 200);
  t.same([plain.passOn, secured.passOn], [undefined, undefined]);
});

t.test('a certificate that is not trusted is accepted only where nobody cares', async (t) => {
  for (const [certificate, problem] of [
    ['other-name.pem', /certificate of web\.example is not accepted: ERR_TLS_CERT_ALTNAME_INVALID/],
    ['expired.pem', /not accepted: CERT_HAS_EXPIRED/],
    ['unknown-authority.pem', /not accepted: UNABLE_TO_VERIFY_LEAF_SIGNATURE/],
  ] as const) {
    let requests = 0;
    const port = await httpsServer(t, certificate, (_, response) => {
      requests += 1;
      response.end();
    });
    const url = `https://web.example:${port}/`;
    await t.rejects(open(t, { url }), problem);
    t.equal(requests, 0);
    const { connection } = await open(t, { url, insecure: true });
    t.equal(await answerOn(connection), 200);
  }
});

t.test('a further file may name the authority', async (t) => {
  const port = await httpsServer(t, 'self-signed.pem', (_, response) => response.end());
  const hostRoot = t.testdir({ 'own.pem': tlsFixture('self-signed.pem') });
  const opener = createWebOpener({ run: () => fakeCommands(commands).run, hostRoot });
  const over = new AbortController();
  t.teardown(() => over.abort());
  const target = { url: `https://web.example:${port}/`, insecure: false };
  const { connection } = await opener({ ...target, caFile: '/own.pem' }, over.signal);
  t.equal(await answerOn(connection), 200);
  await t.rejects(opener({ ...target, caFile: '/absent.pem' }, over.signal), /\/absent\.pem/);
});

t.test('a proxy passes plain requests on, and shows its tunnel to others', async (t) => {
  const proxy = await proxyServer(t);
  const through = { proxy: `http://user:secret@proxy.example:${proxy.port}` };
  const url = 'http://web.example/';
  const plain = await open(t, { url, ...through });
  t.same(plain.passOn, { 'proxy-authorization': 'Basic dXNlcjpzZWNyZXQ=' });
  t.equal(await answerOn(plain.connection, url), 200);
  const port = await httpsServer(t, 'good.pem', (_, response) => response.writeHead(201).end());
  const secured = await open(t, { url: `https://web.example:${port}/`, ...through });
  t.equal(secured.passOn, undefined);
  t.equal(await answerOn(secured.connection), 201);
  t.same(
    proxy.asked.map(({ line }) => line),
    [`GET ${url}`, `CONNECT web.example:${port}`],
  );
});

t.test("a proxy's own certificate is checked in any case", async (t) => {
  const target = { url: 'http://web.example/', insecure: true };
  const trusted = await proxyServer(t, 'good.pem');
  const { connection } = await open(t, {
    ...target,
    proxy: `https://web.example:${trusted.port}`,
  });
  t.equal(await answerOn(connection, target.url), 200);
  const other = await proxyServer(t, 'other-name.pem');
  await t.rejects(
    open(t, { ...target, proxy: `https://web.example:${other.port}` }),
    /certificate of web\.example is not accepted/,
  );
});

t.test('a proxy that opens no tunnel is named without its credentials', async (t) => {
  const refusing = await tcpServer(t, (socket) =>
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n'),
  );
  const proxy = `http://user:secret@proxy.example:${refusing}`;
  await t.rejects(open(t, { url: 'https://web.example/', proxy }), {
    message: `the proxy http://proxy.example:${refusing} opens no tunnel: it answers 403`,
  });
});

t.test('what is not there is said to be', async (t) => {
  await t.rejects(open(t, { url: 'http://absent.example/' }), {
    message: 'the name absent.example is not known',
  });
  const port = await closedPort();
  await t.rejects(open(t, { url: `http://web.example:${port}/` }), { code: 'ECONNREFUSED' });
});

t.test('an abort ends what is under way', async (t) => {
  const over = new AbortController();
  const port = await tcpServer(t, () => over.abort());
  await t.rejects(open(t, { url: `https://web.example:${port}/` }, over.signal));
});
