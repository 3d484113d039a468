import { setTimeout as sleep } from 'node:timers/promises';
import type { Report } from '../domain/report.ts';

export interface WaitOptions {
  /** After this time comes the last round. */
  readonly waitMs: number;
  /** Its abort ends a pause at once. */
  readonly signal: AbortSignal;
  /** Is told of each round that was not healthy, and that another one follows. */
  onRound(report: Report): void;
  /** Before each further round, in milliseconds; without it 5 s, 10 s, then 15 s. */
  readonly pausesMs?: readonly [number, ...number[]];
}

const growingPausesMs = [5_000, 10_000, 15_000] as const;

/** Repeats the round until the node is healthy, the time is over, or the signal aborts: the last report. */
export async function waitUntilHealthy(
  judge: () => Promise<Report>,
  { waitMs, signal, onRound, pausesMs = growingPausesMs }: WaitOptions,
): Promise<Report> {
  const endsAt = performance.now() + waitMs;
  const pauses = pausesMs.values();
  let pauseMs = 0;
  let isLast = false;
  for (;;) {
    const report = await judge();
    const leftMs = endsAt - performance.now();
    if (report.status === 'healthy' || signal.aborted || isLast || leftMs <= 0) return report;
    onRound(report);
    pauseMs = pauses.next().value ?? pauseMs;
    isLast = pauseMs >= leftMs;
    const rested = await sleep(Math.min(pauseMs, leftMs), true, { signal }).catch(() => false);
    if (!rested) return report;
  }
}
