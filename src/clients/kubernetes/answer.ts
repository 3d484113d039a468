import type { ApiAnswer } from '../kubernetes.ts';
import { fieldsOf, textOf } from './fields.ts';

/** A response of which the head has come. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Empty where it did not come whole. */
  readonly body: string;
}

const longestMessage = 1_000;

export function answerOf({ status, headers, body }: Response): ApiAnswer {
  const value = parsed(body);
  if (status >= 200 && status <= 299)
    return value === undefined
      ? { kind: 'unreachable', detail: `status ${status} with something that is not JSON` }
      : { kind: 'ok', status, body: value };
  const { reason, message } = fieldsOf(value);
  return {
    kind: 'refused',
    status,
    reason: textOf(reason) ?? '',
    message: (textOf(message) ?? plainText(headers, body)).slice(0, longestMessage),
    ...retryAfter(headers['retry-after']),
  };
}

/** The server takes whoever shows no valid credentials for nobody, or refuses to take them. */
export const saysLost = (answer: ApiAnswer): boolean =>
  answer.kind === 'refused' &&
  (answer.status === 401 ||
    (answer.status === 403 && answer.message.includes('User "system:anonymous"')));

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** What a server says before it has looked at the request; a proxy's HTML helps nobody. */
const plainText = (headers: Response['headers'], body: string): string =>
  String(headers['content-type']).startsWith('text/plain') ? body.trim() : '';

/** In seconds; the other form is a date, which the API server does not send. */
function retryAfter(value: unknown): { readonly retryAfterMs?: number } {
  const seconds = /^\d{1,6}$/.exec(textOf(value) ?? '')?.[0];
  return seconds === undefined ? {} : { retryAfterMs: Number(seconds) * 1_000 };
}
