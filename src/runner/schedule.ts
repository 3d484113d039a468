import type { ChangeSource } from '../domain/change-source.ts';
import type { Clock } from '../domain/clock.ts';
import {
  firstAgenda,
  nextRound,
  type RoundKind,
  withChange,
  withRecheck,
  withStarted,
} from './agenda.ts';
import type { StartTimer } from './timer.ts';

export interface RoundRequest {
  readonly kind: RoundKind;
  /** start, interval, recheck, or what has changed: for the log. */
  readonly why: string;
  /** Once it has aborted, what the round still finds out says nothing of the node. */
  readonly signal: AbortSignal;
}

export interface RoundOutcome {
  /** The caller wants to look at this node again after this time. */
  readonly recheckInMs?: number;
}

export interface ScheduleOptions {
  /** From the start of one round of all checks to that of the next, give or take a tenth. */
  readonly intervalMs: number;
  readonly changes: ChangeSource;
  /** Its abort ends the schedule at once; a round that still runs is told by its own signal. */
  readonly signal: AbortSignal;
  /** What it throws ends the schedule. */
  round(request: RoundRequest): Promise<RoundOutcome>;
  /** No round has finished for three intervals; called once until one does. */
  onStall(): void;
  /** Wall time may jump, so only elapsed time counts. */
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly startTimer: StartTimer;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Runs one round at a time, until the signal aborts. */
export async function runSchedule(options: ScheduleOptions): Promise<void> {
  const { intervalMs, clock, startTimer, random, changes, signal } = options;
  const bell = createBell(startTimer);
  let agenda = firstAgenda(clock.elapsed());
  let finishedAt = clock.elapsed();
  changes.watch(({ what }) => {
    const isFirst = agenda.change === undefined;
    agenda = withChange(agenda, what, clock.elapsed());
    if (isFirst) bell.ring();
  }, signal);
  signal.addEventListener('abort', bell.ring, { once: true });

  while (!signal.aborted) {
    const now = clock.elapsed();
    const next = nextRound(agenda, now);
    if (next.at > now) {
      await bell.wait(next.at - now);
      continue;
    }
    // A fleet that was started at once must not stay in step.
    agenda = withStarted(agenda, next, { now, intervalMs: intervalMs * (0.9 + random() / 5) });
    // After a standstill of the whole process the round that then starts has its time, too.
    const stalledAt = Math.max(finishedAt + 3 * intervalMs, now + intervalMs);
    const { recheckInMs } = await supervised(next, { ...options, stallInMs: stalledAt - now });
    finishedAt = clock.elapsed();
    if (recheckInMs !== undefined) agenda = withRecheck(agenda, recheckInMs, finishedAt);
  }
}

/** Sleep from which one can be woken. */
function createBell(startTimer: StartTimer) {
  let wake = () => {};
  return {
    ring: () => wake(),
    wait: (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const callOff = startTimer(resolve, ms);
        wake = () => {
          callOff();
          resolve();
        };
      }),
  };
}

/**
 * A round that stalls is told to end, and waited for: each check has a deadline, so what does not
 * end even then hangs in something that the next round needs too, such as the disk, and would pile
 * up there. Until it settles only a restart helps, which is for whoever watches this process.
 */
async function supervised(
  { kind, why }: { readonly kind: RoundKind; readonly why: string },
  {
    round,
    onStall,
    startTimer,
    signal,
    stallInMs,
  }: ScheduleOptions & { readonly stallInMs: number },
): Promise<RoundOutcome> {
  const running = new AbortController();
  const { promise: left, resolve: leave } = Promise.withResolvers<RoundOutcome>();
  const onAbort = () => {
    running.abort(signal.reason);
    leave({});
  };
  const callOff = startTimer(() => {
    running.abort(new Error('the round has stalled'));
    onStall();
  }, stallInMs);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([round({ kind, why, signal: running.signal }), left]);
  } finally {
    callOff();
    signal.removeEventListener('abort', onAbort);
  }
}
