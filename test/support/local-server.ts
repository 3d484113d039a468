import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';

/** The port of a server on loopback that ends with the test. */
export const httpServer = (t: Test, answer: RequestListener): Promise<number> =>
  listen(t, createServer(answer));

/** The same, for what is not HTTP. */
export const tcpServer = (t: Test, onConnect: (socket: Socket) => void): Promise<number> =>
  listen(t, createTcpServer(onConnect));

/** A server on a Unix socket. */
export async function httpSocket(t: Test, path: string, answer: RequestListener): Promise<void> {
  const server = createServer(answer).listen(path);
  closeWith(t, server);
  await once(server, 'listening');
}

/** A folder with a path that is short enough for a Unix socket in it. */
export async function shortFolder(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nc-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

/** A port on which nothing listens any more. */
export async function closedPort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

async function listen(t: Test, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  closeWith(t, server);
  await once(server, 'listening');
  return portOf(server);
}

function closeWith(t: Test, server: Server): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
