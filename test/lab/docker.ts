import { rmSync } from 'node:fs';
import { createServer } from 'node:http';

/** What docker's socket answers on a node without containers. */
const answers: Readonly<Record<string, string>> = {
  '/_ping': 'OK',
  '/containers/json': '[]',
};

const socket = '/run/docker.sock';

// The one of a predecessor that was killed is still there.
rmSync(socket, { force: true });
createServer(({ url = '' }, response) => {
  const body = answers[url.replace(/\?.*/, '')];
  response.writeHead(body === undefined ? 404 : 200).end(body);
}).listen(socket);
