import { ProbeError } from '../domain/probe-error.ts';

/** How long one question may take, and the round that it belongs to. */
export interface Limits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Settles as `work` does, with `late` at the deadline, and rejects with a ProbeError when the round
 * ends. The signal that `work` gets is aborted in any case, so that it can let go of what it holds.
 */
export async function within<T>(
  { timeoutMs, signal, late }: Limits & { readonly late: T },
  work: (done: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw roundEnded(signal);
  const controller = new AbortController();
  const { promise: cut, resolve, reject } = Promise.withResolvers<T>();
  const onAbort = () => reject(roundEnded(signal));
  const timer = setTimeout(() => resolve(late), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), cut]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    controller.abort();
  }
}

/** What a deadline says of somebody who did not answer. */
export const noAnswer = ({ timeoutMs }: Limits) =>
  ({ kind: 'silent', detail: `no answer within ${timeoutMs} ms` }) as const;

const roundEnded = ({ reason }: AbortSignal): ProbeError =>
  new ProbeError('ToolFailed', 'the round ended before the answer came', { cause: reason });
