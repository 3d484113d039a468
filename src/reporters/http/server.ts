import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from '../../domain/logger.ts';
import { backoffMs } from '../kubernetes/backoff.ts';
import { type Pause, pauseFor } from '../pause.ts';

export interface Answer {
  readonly status: number;
  /** Its media type. */
  readonly type: string;
  readonly body: string;
  /** Instead of the one that allows nothing. */
  readonly policy?: string;
}

export interface ServerOptions {
  /** An IP address and a port. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly logger: Logger;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly pause?: Pause;
  /** Undefined: there is nothing at this path. */
  answer(path: string): Promise<Answer | undefined>;
}

export interface Server {
  /** Ends every connection too. */
  close(): Promise<void>;
}

const limits = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1_000,
} as const;
const maxConnections = 32;
/** For whoever does not read what was asked for. */
const idleMs = 10_000;
const maxBytes = 1024 * 1024;

const headers = {
  // Connections are few: whoever kept one would keep others out.
  Connection: 'close',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program listens there: end it, or give http.listen another port',
  EADDRNOTAVAIL: 'this node does not have the address: give http.listen one that it has',
  EACCES: 'ports below 1024 are for root: give http.listen a higher one',
};

/** Answers GET and HEAD, and keeps trying to listen: whoever needs the port may come and go. */
export function createBoundedServer(options: ServerOptions): Server {
  const { listen, logger, random, pause = pauseFor } = options;
  const closing = new AbortController();
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    void respond(request, response);
  const server = createServer(limits, onRequest);
  // Node's own answer to what is expected would keep the connection.
  server.on('checkExpectation', onRequest);
  const connections = new Set<Socket>();
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    // A probe or a scrape takes milliseconds: who has been here longest only sits there.
    const [oldest] = connections;
    if (connections.size > maxConnections) oldest?.destroy();
  });
  server.setTimeout(idleMs);
  // Listening tells of its own failures; a connection that cannot be accepted must not end the daemon.
  server.on('error', () => {});

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body, policy } = await answerTo(request).catch((error: unknown) => {
      logger.error({ err: error, path: pathOf(request) }, 'an HTTP request could not be answered');
      return plain(500, 'internal error');
    });
    response.writeHead(status, {
      ...headers,
      ...(policy !== undefined && { 'Content-Security-Policy': policy }),
      ...(status === 405 && { Allow: 'GET, HEAD' }),
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
    });
    response.end(body);
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plain(405, 'only GET and HEAD are answered');
    const answer = (await options.answer(pathOf(request))) ?? plain(404, 'not found');
    if (Buffer.byteLength(answer.body) > maxBytes) throw new Error('the answer is too large');
    return answer;
  }

  /** Undefined once it listens, else the code of what stands in the way. */
  async function tryToListen(): Promise<string | undefined> {
    const listening = once(server, 'listening');
    server.listen(listen);
    return listening.then(
      () => undefined,
      ({ code }: NodeJS.ErrnoException) => `${code}`,
    );
  }

  async function keepTrying(): Promise<void> {
    const said = new Set<string>();
    for (let failures = 1; !closing.signal.aborted; failures += 1) {
      const code = await tryToListen();
      if (code === undefined) {
        logger.info({ address: server.address() }, 'listening for HTTP');
        return;
      }
      const { [code]: remedy = 'see http.listen' } = advice;
      if (!said.has(code))
        logger.error({ ...listen, code, remedy }, 'cannot listen for HTTP; retrying');
      said.add(code);
      await pause(backoffMs(failures, { firstMs: 2_000, random }), closing.signal);
    }
  }

  const listening = keepTrying();

  return {
    async close() {
      closing.abort();
      await listening;
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

export const plain = (status: number, text: string): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${text}\n`,
});

/** Without the query; a proxy's form of a target has a host too. */
const pathOf = ({ url }: IncomingMessage): string =>
  URL.parse(String(url), 'http://localhost')?.pathname ?? '';
