import type { Handle } from '../../domain/heat/handle.ts';
import { type FailureKind, kindOfStatus } from '../deliveries.ts';
import type { HeatAnswer } from './send-signal.ts';

/** What an answer means for the signal. */
export type Outcome =
  | { readonly kind: 'taken' }
  | {
      /** `refused` does not change by itself. */
      readonly kind: 'refused' | 'failed';
      readonly failure: FailureKind;
      /** Heat may have taken the signal all the same. */
      readonly isInDoubt: boolean;
      readonly problem: string;
      readonly retryAfterMs?: number;
    };

/** Answers of 4xx that another attempt may change. */
const passing = [404, 408, 409, 425, 429];

const refusals: Readonly<Record<Handle['kind'], Readonly<Record<number, string>>>> = {
  token: {
    400: 'the address is not that of a handle, or the handle is being deleted',
    401: 'the token has expired or is wrong, or the stack is gone',
    403: 'the token is of another project',
    404: 'there is no such stack or handle, or not yet',
  },
  signed: {
    400: 'the handle does not take it',
    403: 'the signed URL has expired or is wrong',
    404: 'there is no such stack or handle, or not yet',
    500: 'the handle does not take it, or Heat has an internal problem',
  },
};

/** As a real Heat answers. Its 200 for a token says only that somebody was there to listen. */
export function judgeAnswer(answer: HeatAnswer, kind: Handle['kind']): Outcome {
  if (answer.kind !== 'answer')
    return {
      kind: 'failed',
      failure: 'unreachable',
      isInDoubt: answer.kind === 'broken',
      problem: answer.problem,
    };
  const { status, isPage, retryAfterMs } = answer;
  const isSuccess = status >= 200 && status <= 299;
  if (isSuccess && !isPage) return { kind: 'taken' };
  const meaning = isSuccess ? 'a page answers, which is not Heat' : meaningOf(status, kind);
  return {
    kind: status >= 400 && status <= 499 && !passing.includes(status) ? 'refused' : 'failed',
    failure: status < 400 ? 'unreachable' : kindOfStatus(status),
    isInDoubt: isSuccess || status >= 500,
    problem: `${status}: ${meaning}`,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function meaningOf(status: number, kind: Handle['kind']): string {
  if (status >= 300 && status <= 399) return 'a redirect, which is not followed with a credential';
  return refusals[kind][status] ?? 'Heat, or somebody before it, does not answer as it should';
}
