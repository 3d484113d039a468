import { saysLost } from '../../clients/kubernetes/answer.ts';
import type { ApiAnswer } from '../../clients/kubernetes.ts';
import { oneLine } from './one-line.ts';

/** Why a request did not do what it should; few, as they label metrics. */
export type FailureKind =
  | 'unreachable'
  | 'credentials'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'throttled'
  | 'server'
  | 'invalid';

export interface Failure {
  readonly kind: FailureKind;
  /** What the server said, or what was heard instead. */
  readonly detail: string;
  readonly retryAfterMs?: number;
}

/** `ok` is a failure too where what came is no answer to what was asked. */
export function failureOf(answer: ApiAnswer): Failure {
  if (answer.kind === 'ok')
    return { kind: 'unreachable', detail: `the answer (${answer.status}) is not the API's` };
  if (answer.kind === 'unreachable') return { kind: 'unreachable', detail: oneLine(answer.detail) };
  const { status, message, retryAfterMs } = answer;
  return {
    kind: saysLost(answer) ? 'credentials' : kindOf(status),
    detail: oneLine(`${status} ${message}`),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const kinds: Readonly<Record<number, FailureKind>> = {
  403: 'forbidden',
  404: 'notFound',
  409: 'conflict',
  410: 'conflict',
  429: 'throttled',
};

const kindOf = (status: number): FailureKind =>
  kinds[status] ?? (status >= 500 ? 'server' : 'invalid');
