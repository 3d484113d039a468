import { join } from 'node:path';
import t from 'tap';
import { httpGet } from '../../src/probes/http-get.ts';
import { httpServer, httpSocket, shortFolder } from '../support/local-server.ts';

const { signal } = new AbortController();

t.test('a status and a body come back, redirects included', async (t) => {
  const port = await httpServer(t, (_, response) => {
    response.writeHead(302, { location: '/elsewhere' }).end('moved');
  });
  const url = `http://127.0.0.1:${port}/`;
  t.same(await httpGet({ url, maxBytes: 100, signal }), { status: 302, body: 'moved' });
});

t.test('a longer body is cut', async (t) => {
  const port = await httpServer(t, (_, response) => {
    response.write('x'.repeat(100_000));
  });
  const url = `http://127.0.0.1:${port}/`;
  t.equal((await httpGet({ url, maxBytes: 70_000, signal })).body.length, 70_000);
});

t.test('a Unix socket is asked instead of the host', async (t) => {
  const socketPath = join(await shortFolder(t), 's');
  await httpSocket(t, socketPath, ({ url }, response) => response.end(url));
  const answer = await httpGet({ url: 'http://docker/info', socketPath, maxBytes: 100, signal });
  t.same(answer, { status: 200, body: '/info' });
});

t.test('an abort ends it', async (t) => {
  const controller = new AbortController();
  const port = await httpServer(t, () => controller.abort(new Error('enough')));
  const url = `http://127.0.0.1:${port}/`;
  await t.rejects(httpGet({ url, maxBytes: 1, signal: controller.signal }), { message: 'enough' });
});
