import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Endpoint, WebProxy, WebRoute } from './web-route.ts';

const maxBody = 4 * 1024;
const maxHeaderSize = 16 * 1024;
const userAgent = 'node-check';

/** Asks a proxy to connect us with the target; its answer's status. */
export async function openTunnel(
  socket: Duplex,
  proxy: WebProxy,
  { host, port }: Endpoint,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const asked = request({
    createConnection: () => socket,
    method: 'CONNECT',
    path: target,
    headers: { host: target, 'user-agent': userAgent, ...proxyHeaders(proxy) },
    maxHeaderSize,
  });
  // Node would ask to close what we want to keep.
  asked.removeHeader('connection');
  asked.on('error', reject).once('connect', resolve).end();
  return Number((await promise).statusCode);
}

/** One GET over a connection to the target, or to a proxy that passes plain requests on. */
export function get(
  socket: Duplex,
  { url, proxy, target, authorization }: WebRoute,
): Promise<IncomingMessage> {
  const path = `${url.pathname}${url.search}`;
  const passedOn = proxy !== undefined && !target.secure;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({
    createConnection: () => socket,
    path: passedOn ? `${url.origin}${path}` : path,
    headers: {
      host: url.host,
      'user-agent': userAgent,
      accept: '*/*',
      ...(authorization !== undefined && { authorization }),
      ...(passedOn && proxyHeaders(proxy)),
    },
    maxHeaderSize,
  })
    .on('error', reject)
    .once('response', resolve)
    .end();
  return promise;
}

export const headersOf = ({ headers }: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** The body, or its beginning. */
export async function bodyOf(message: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= maxBody) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBody).toString('utf8');
}

/** What a proxy that passes a request on wants to be shown. */
export const proxyHeaders = ({ authorization }: WebProxy): Readonly<Record<string, string>> =>
  authorization === undefined ? {} : { 'proxy-authorization': authorization };
