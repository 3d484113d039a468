import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { pingCri } from '../../src/probes/grpc-ping.ts';
import { shortFolder } from '../support/local-server.ts';

const { signal } = new AbortController();

async function listening(t: Test, onConnect: (socket: Socket) => void): Promise<string> {
  const path = join(await shortFolder(t), 's');
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    onConnect(socket);
  }).listen(path);
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return path;
}

t.test('any answer will do, and what is asked is the version', async (t) => {
  const asked: unknown[] = [];
  const path = join(await shortFolder(t), 's');
  const server = createServer();
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    asked.push(headers[':path'], headers['content-type']);
    const unimplemented = {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': '12',
    };
    stream.respond(unimplemented, { endStream: true });
  });
  server.listen(path);
  t.teardown(() => server.close());
  await once(server, 'listening');
  await pingCri(path, signal);
  t.same(asked, ['/runtime.v1.RuntimeService/Version', 'application/grpc']);
});

t.test('silence lasts until the signal', async (t) => {
  const controller = new AbortController();
  const path = await listening(t, () => controller.abort());
  await t.rejects(pingCri(path, controller.signal), { name: 'AbortError' });
});

t.test('whoever hangs up, speaks something else, or is not there has not answered', async (t) => {
  const hangsUp = await listening(t, (socket) => socket.destroy());
  await t.rejects(pingCri(hangsUp, signal));
  const speaksHttp1 = await listening(t, (socket) =>
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  );
  await t.rejects(pingCri(speaksHttp1, signal));
  await t.rejects(pingCri(join(await shortFolder(t), 'none'), signal), {
    cause: { code: 'ENOENT' },
  });
});
