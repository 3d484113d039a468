import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Test } from 'tap';

/** A file of test/fixtures/tls. */
export const tlsFixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

const tlsServer = (certificate: string, answer: RequestListener): Server =>
  createTlsServer({ key: tlsFixture('server.key'), cert: tlsFixture(certificate) }, answer);

/** The port of an HTTPS server on loopback that shows a certificate of test/fixtures/tls. */
export const httpsServer = (
  t: Test,
  certificate: string,
  answer: RequestListener,
): Promise<number> => listen(t, tlsServer(certificate, answer));

/** What a proxy was asked for: "GET http://web.example/", "CONNECT web.example:443". */
export interface AskedOfProxy {
  readonly line: string;
  readonly authorization: string | undefined;
}

/** A proxy that is led to loopback by every name; with a certificate it speaks TLS itself. */
export async function proxyServer(
  t: Test,
  certificate?: string,
): Promise<{ readonly port: number; readonly asked: readonly AskedOfProxy[] }> {
  const asked: AskedOfProxy[] = [];
  const note = ({ method, url, headers }: IncomingMessage) =>
    asked.push({ line: `${method} ${url}`, authorization: headers['proxy-authorization'] });
  const answer: RequestListener = (request, response) => {
    note(request);
    response.end('passed on');
  };
  const server = certificate === undefined ? createServer(answer) : tlsServer(certificate, answer);
  server.on('connect', (request: IncomingMessage, client: Duplex) => {
    note(request);
    const target = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.destroy());
    client.on('error', () => target.destroy());
  });
  return { port: await listen(t, server), asked };
}

async function listen(t: Test, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
