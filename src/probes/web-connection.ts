import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type SecureContext, type TLSSocket } from 'node:tls';
import type { Endpoint } from './web-route.ts';

/** How long one of several addresses is waited for before the next has its turn. */
const attemptMs = 500;

/** Connects to the first address that answers. The connection ends with the signal. */
export function connectTcp(
  { host, port }: Endpoint,
  addresses: readonly string[],
  done: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  const lookup: LookupFunction = (_host, _options, callback) => callback(null, known);
  const socket = connect({
    host,
    port,
    lookup,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: attemptMs,
  });
  guard(socket, done, reject);
  socket.once('connect', () => resolve(socket));
  return promise;
}

/**
 * Shakes hands, whoever the other side is: the certificate of one that is not trusted is wanted
 * too. Nothing may be sent unless `authorized` is true.
 */
export function startTls(
  socket: Duplex,
  { host, context }: { readonly host: string; readonly context: SecureContext },
  done: AbortSignal,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const secured = connectTls({
    socket,
    host,
    ...(isIP(host) === 0 && { servername: host }),
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: false,
  });
  guard(secured, done, (error) => reject(new Error(tlsProblem(error), { cause: error })));
  secured.once('secureConnect', () => resolve(secured));
  return promise;
}

/** OpenSSL's message is a line of its source code; the reason alone says it. */
export const tlsProblem = (error: Error): string =>
  'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;

/** Errors keep coming after the promise is settled; without a listener they would end the process. */
function guard(socket: Duplex, done: AbortSignal, reject: (error: Error) => void): void {
  socket.on('error', reject);
  // Node 26.10 crashes when both sides of a TLS socket are destroyed while it reads.
  const end = () => setImmediate(() => socket.destroy(new Error('it is over')));
  if (done.aborted) end();
  else done.addEventListener('abort', end, { once: true });
}
