import { errorCode, errorText } from '../domain/error-code.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { HttpAnswer } from '../domain/probes.ts';
import { httpGet } from './http-get.ts';
import { type Limits, noAnswer, within } from './within.ts';

const maxBytes = 64 * 1024;

/** Nobody has answered, not even with a refusal. */
const silent = [
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'ENOTFOUND',
  'EAI_AGAIN',
];

export const http = (url: string, limits: Limits): Promise<HttpAnswer> =>
  within<HttpAnswer>({ ...limits, late: noAnswer(limits) }, async (signal) => {
    try {
      return { kind: 'response', ...(await httpGet({ url, maxBytes, signal })) };
    } catch (error) {
      return httpAnswerOf(error);
    }
  });

export function httpAnswerOf(error: unknown): HttpAnswer {
  const code = errorCode(error);
  const detail = errorText(error);
  if (code === 'ECONNREFUSED') return { kind: 'refused' };
  if (silent.includes(code)) return { kind: 'silent', detail };
  if (code === 'ERR_INVALID_URL' || code === 'UND_ERR_INVALID_ARG')
    throw new ProbeError('ToolFailed', detail, { cause: error });
  return { kind: 'broken', detail };
}
