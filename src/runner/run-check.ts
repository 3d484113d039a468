import type { ConfiguredCheck } from '../domain/check.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { Probes } from '../domain/probes.ts';
import type { CheckResult } from '../domain/report.ts';
import { unknown, type Verdict } from '../domain/verdict.ts';

export interface RunOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Runs one check under a deadline. Never rejects: a check that throws or overruns is `unknown`,
 * because what stops a check says nothing about the node.
 */
export async function runCheck(
  check: ConfiguredCheck,
  probes: Probes,
  options: RunOptions,
): Promise<CheckResult> {
  const startedAt = performance.now();
  const verdict = await withDeadline(options, (signal) => check.run(probes, signal)).catch(
    verdictOfError,
  );
  return {
    name: check.name,
    condition: check.condition,
    verdict,
    durationMs: Math.round(performance.now() - startedAt),
  };
}

/**
 * Settles when `work` does, or rejects at the deadline, whether or not `work` heeds its signal.
 * The timer is our own because the one behind AbortSignal.timeout() does not keep us alive, and
 * the listener is taken off by hand because AbortSignal.any() would stay with a long-lived parent.
 */
async function withDeadline<T>(
  { timeoutMs, signal: parent }: RunOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  parent.throwIfAborted();
  const controller = new AbortController();
  const { promise: cut, reject } = Promise.withResolvers<never>();
  const stop = (error: Error) => {
    controller.abort(error);
    reject(error);
  };
  const onAbort = () => stop(toError(parent.reason));
  const timer = setTimeout(() => stop(new DeadlineError(timeoutMs)), timeoutMs);
  parent.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), cut]);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', onAbort);
  }
}

class DeadlineError extends Error {
  constructor(timeoutMs: number) {
    super(`did not finish within ${timeoutMs} ms`);
  }
}

const toError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));

function verdictOfError(reason: unknown): Verdict {
  const error = toError(reason);
  if (error instanceof ProbeError) return unknown(error.reason, error.message);
  return unknown(error instanceof DeadlineError ? 'CheckTimedOut' : 'CheckFailed', error.message);
}
