import { saysLost } from '../../clients/kubernetes/answer.ts';
import type { ApiAnswer } from '../../clients/kubernetes.ts';
import { type FailureKind, kindOfStatus } from '../deliveries.ts';
import { oneLine } from './one-line.ts';

/** Why a request did not do what it should. */
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
    kind: saysLost(answer) ? 'credentials' : kindOfStatus(status),
    detail: oneLine(`${status} ${message}`),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
