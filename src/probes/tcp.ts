import { connect } from 'node:net';
import { errorCode, errorText } from '../domain/error-code.ts';
import type { TcpAnswer } from '../domain/probes.ts';
import { type Limits, noAnswer, within } from './within.ts';

export interface TcpTarget {
  readonly host: string;
  readonly port: number;
}

export const tcp = (target: TcpTarget, limits: Limits): Promise<TcpAnswer> =>
  within<TcpAnswer>({ ...limits, late: noAnswer(limits) }, (done) => tryConnect(target, done));

function tryConnect({ host, port }: TcpTarget, done: AbortSignal): Promise<TcpAnswer> {
  const { promise, resolve } = Promise.withResolvers<TcpAnswer>();
  const socket = connect({ host, port });
  done.addEventListener('abort', () => socket.destroy(), { once: true });
  socket.once('connect', () => resolve({ kind: 'open' }));
  socket.on('error', (error) => resolve(tcpAnswerOf(error)));
  return promise;
}

/** A rule that rejects, and a route that leads nowhere, are silence: no host has answered. */
export const tcpAnswerOf = (error: Error): TcpAnswer =>
  errorCode(error) === 'ECONNREFUSED'
    ? { kind: 'refused' }
    : { kind: 'silent', detail: errorText(error) };
