import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** The lab's HTTP proxy. Every name leads it to the lab's web, which is on this machine. */
const web = '127.0.0.1';
const wanted = `Basic ${Buffer.from('lab:p@ss').toString('base64')}`;

/** The status with which it refuses, as it was told; undefined: it does not. */
function refusal({ headers }: IncomingMessage): number | undefined {
  const said = readFileSync('/run/lab/proxy-says', 'utf8').trim();
  if (said !== 'well') return Number(said);
  return headers['proxy-authorization'] === wanted ? undefined : 407;
}

const proxy = createServer((asked, response) => {
  const status = refusal(asked);
  if (status !== undefined) {
    response.writeHead(status).end();
    return;
  }
  const { pathname, search, port, host } = new URL(asked.url ?? '');
  const path = `${pathname}${search}`;
  request({ host: web, port: port || 80, path, headers: { host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  }).end();
});

proxy.on('connect', (asked: IncomingMessage, client: Duplex) => {
  const status = refusal(asked);
  if (status !== undefined) {
    client.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
    return;
  }
  const target = connect(Number(asked.url?.split(':').at(-1)), web, () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    target.pipe(client).pipe(target);
  });
  target.on('error', () => client.destroy());
  client.on('error', () => target.destroy());
});

proxy.listen(3128, '0.0.0.0');
