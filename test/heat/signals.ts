import type { Answer, Ask } from './ask.ts';
import type { NodesStack, SignedUrlStack } from './stacks.ts';

/** By the names that the native handles have for it. */
export interface Signal {
  readonly status: 'SUCCESS' | 'FAILURE';
  readonly reason: string;
  readonly id: string;
}

/** Resolves with the answer: only the stack tells whether the signal counted. */
export type SendSignal<Kind> = (ask: Ask, stack: Kind, signal: Signal) => Promise<Answer>;

const contentType = { 'content-type': 'application/json' };

export const signalWithToken: SendSignal<Pick<NodesStack, 'endpoint' | 'token'>> = (
  ask,
  { endpoint, token },
  signal,
) =>
  ask(endpoint, {
    method: 'POST',
    headers: { ...contentType, 'x-auth-token': token },
    body: JSON.stringify({ ...signal, data: null }),
  });

export const signalCfn: SendSignal<SignedUrlStack> = (ask, { url }, signal) =>
  ask(url, {
    method: 'PUT',
    headers: contentType,
    body: JSON.stringify({ ...signal, data: null }),
  });

export const signalAws: SendSignal<SignedUrlStack> = (ask, { url }, { status, reason, id }) =>
  ask(url, {
    method: 'PUT',
    headers: contentType,
    body: JSON.stringify({ Status: status, Reason: reason, Data: '', UniqueId: id }),
  });
