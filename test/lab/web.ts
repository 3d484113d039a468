import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';

/** What the web is to be like: the name of a certificate of test/fixtures/tls, or one of the words below. */
const said = (): string => readFileSync('/run/lab/web-says', 'utf8').trim();

const fixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');

const certificates: Readonly<Record<string, string>> = {
  portal: 'good',
  unavailable: 'good',
  // Both clocks of the world are a century ahead, which is how a node sees it whose own is behind.
  ahead: 'not-yet-valid',
};

/** What a cloud has for itself; all else is public. */
const ofTheCloud = ['registry.example', 'web.example'];

function certificateFor(name: string): string {
  const word = said();
  if (word === 'private-authority') return ofTheCloud.includes(name) ? 'unknown-authority' : 'good';
  return certificates[word] ?? word;
}

const answer: RequestListener = (request, response) => {
  const word = said();
  if (word === 'ahead') response.setHeader('date', 'Wed, 01 Jan 2110 00:00:00 GMT');
  const status = statusOf(word, request.url ?? '', request.headers.host ?? '');
  if (status === 302) response.setHeader('location', 'http://login.example/');
  response.writeHead(status).end(status === 204 ? undefined : 'ok\n');
};

function statusOf(word: string, path: string, host: string): number {
  if (word === 'portal' && host === 'google.com') return 302;
  if (word === 'unavailable' && path === '/v2/') return 503;
  if (path === '/v2/') return 401;
  return path === '/generate_204' ? 204 : 200;
}

/** Every address of the router answers on these ports: the web, the API server, OpenStack. */
for (const port of [80, 5000, 6443, 8004, 9511]) createServer(answer).listen(port, '0.0.0.0');

const key = fixture('server.key');
createTlsServer(
  {
    key,
    cert: fixture('good.pem'),
    SNICallback(name, callback) {
      const cert = fixture(`${certificateFor(name)}.pem`);
      callback(null, createSecureContext({ key, cert }));
    },
  },
  answer,
).listen(443, '0.0.0.0');
