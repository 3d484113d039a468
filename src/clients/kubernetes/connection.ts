import type { Dispatcher } from 'undici';
import { errorText } from '../../domain/error-code.ts';
import { maskSecrets } from '../../domain/mask-secrets.ts';
import type { ApiAnswer, ApiRequest } from '../kubernetes.ts';
import type { Access } from './access.ts';
import { answerOf, type Response } from './answer.ts';

/** How a server is reached, but for who we are. */
export type Route = Omit<Access, 'server' | 'otherServer' | 'headers' | 'nodeName'>;

/** A Node with all that belongs to it has a third of it. */
const maxBytes = 1024 * 1024;
const connectMs = 10_000;
const userAgent = 'node-check';

/** One connection at a time, over HTTP/1.1: over HTTP/2 a refused request ends it without a reason. */
export async function connectionOver(route: Route): Promise<Dispatcher> {
  // Half of the program's code: loaded at the first request.
  const { Agent, ProxyAgent } = await import('undici');
  const { ca, cert, key, serverName: servername, insecure, proxy } = route;
  const tls = { ca, cert, key, servername, rejectUnauthorized: !insecure, timeout: connectMs };
  const connect = Object.fromEntries(
    Object.entries(tls).filter(([, value]) => value !== undefined),
  );
  const limits = { connections: 1, pipelining: 1, allowH2: false, maxResponseSize: maxBytes };
  return proxy === undefined
    ? new Agent({ ...limits, connect })
    : new ProxyAgent({ ...limits, uri: proxy, requestTls: connect, connectTimeout: connectMs });
}

export interface Exchange {
  readonly server: string;
  readonly request: ApiRequest;
  readonly headers: Access['headers'];
  readonly deadlineMs: number;
}

/** Sends a request and waits for the whole answer. Never rejects. */
export async function exchange(connection: Dispatcher, options: Exchange): Promise<ApiAnswer> {
  const { server, deadlineMs, request } = options;
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), deadlineMs);
  const signal = AbortSignal.any([deadline.signal, ...(request.signal ? [request.signal] : [])]);
  const whyNot = (error: unknown): string => {
    if (request.signal?.aborted) return 'nobody waits for it any more';
    return deadline.signal.aborted ? `no answer within ${deadlineMs} ms` : problemOf(error);
  };
  const answer = await Promise.race([send(connection, options, signal), cutBy(signal)]).then(
    answerOf,
    (error: unknown) => ({ kind: 'unreachable', detail: `${server}: ${whyNot(error)}` }) as const,
  );
  clearTimeout(timer);
  return answer;
}

async function send(
  connection: Dispatcher,
  { server, request, headers }: Exchange,
  signal: AbortSignal,
): Promise<Response> {
  const { request: ask } = await import('undici');
  const { method, path, contentType = 'application/json', body } = request;
  const response = await ask(`${server}${path}`, {
    dispatcher: connection,
    method,
    signal,
    headers: {
      accept: 'application/json',
      'user-agent': userAgent,
      ...(body !== undefined && { 'content-type': contentType }),
      // In the clear anybody could read it.
      ...(server.startsWith('https:') && headers),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const status = response.statusCode;
  const text = await response.body.text().catch((error: unknown) => {
    // That it is a refusal is known without its text, which some refusals lack.
    if (status >= 300) return '';
    throw error;
  });
  return { status, headers: response.headers, body: text };
}

/** undici does not give up a request while it still connects. */
function cutBy(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const cut = () => reject(new Error('it was given up'));
  if (signal.aborted) cut();
  else signal.addEventListener('abort', cut, { once: true });
  return promise;
}

/** OpenSSL's message is a line of its source code; the reason alone says it. */
function problemOf(error: unknown): string {
  const isTls = error instanceof Error && 'reason' in error && typeof error.reason === 'string';
  return maskSecrets(isTls ? String(error.reason) : errorText(error));
}
