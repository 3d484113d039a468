import type { ConfiguredCheck } from '../domain/check.ts';
import type { Probes } from '../domain/probes.ts';
import type { Round } from '../domain/report.ts';
import { askOnce } from './round-probes.ts';
import { type RunOptions, runCheck } from './run-check.ts';

export interface RoundOptions extends RunOptions {
  /** The node's name. */
  readonly node: string;
  now(): Date;
}

/** All checks at the same time, their results in the checks' order. Never rejects. */
export async function runRound(
  checks: readonly ConfiguredCheck[],
  probes: Probes,
  { node, now, ...options }: RoundOptions,
): Promise<Round> {
  const startedAt = now();
  const start = performance.now();
  const shared = askOnce(probes);
  const results = await Promise.all(checks.map((check) => runCheck(check, shared, options)));
  return { node, startedAt, durationMs: Math.round(performance.now() - start), results };
}
