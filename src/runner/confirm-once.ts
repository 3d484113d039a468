import { judgeRound } from '../domain/judge-round.ts';
import type { Report, Round } from '../domain/report.ts';
import type { Reporter } from '../domain/standing.ts';
import { createNodeState, type NodeStateOptions } from './node-state.ts';

export interface ConfirmOptions extends Omit<NodeStateOptions, 'isLocal'> {
  runRound(): Promise<Round>;
  readonly reporters: readonly Reporter[];
  /** How long it may take until `isDone`. */
  readonly waitMs: number;
  /** Whether waiting any longer brings nothing. */
  isDone(report: Report): boolean;
  /** Its abort ends a pause, and what is being delivered, at once. */
  readonly signal: AbortSignal;
  /** Is told of each round that is followed by another one. */
  onRound(report: Report): void;
}

/** Between two rounds that nothing asks for sooner. */
const pauseMs = 15_000;
/** What is suspected at the end may be confirmed for so long; a node that flaps could go on for ever. */
const confirmingMs = 150_000;
/** How long delivery may take at the end. */
const deliveryMs = 30_000;

/** Repeats the round until it is done or the time is over, and until what was found is confirmed. */
export async function confirmOnce(options: ConfirmOptions): Promise<Report> {
  const { clock, docs, reporters, signal, waitMs, startTimer, onRound, isDone } = options;
  const state = await createNodeState({ ...options, isLocal: () => true });
  const endsAt = clock.elapsed() + waitMs;
  for (;;) {
    const round = await options.runRound();
    const report = judgeRound(round, docs);
    const recheckInMs = await state.round(round);
    for (const reporter of reporters) reporter.report(state.standing());
    const leftMs = endsAt - clock.elapsed();
    const isSuspected = recheckInMs !== undefined && leftMs > -confirmingMs;
    const isAwaited = leftMs > 0 && !isDone(report);
    if (signal.aborted || !(isSuspected || isAwaited)) {
      await deliver(options);
      return report;
    }
    onRound(report);
    await pause(soonest({ recheckInMs, leftMs }), { startTimer, signal });
  }
}

const soonest = ({
  recheckInMs = pauseMs,
  leftMs,
}: {
  readonly recheckInMs: number | undefined;
  readonly leftMs: number;
}): number => Math.min(pauseMs, Math.max(1_000, recheckInMs), leftMs > 0 ? leftMs : pauseMs);

async function deliver({ reporters, startTimer, signal }: ConfirmOptions): Promise<void> {
  const over = new AbortController();
  const end = (): void => over.abort();
  const callOff = startTimer(end, deliveryMs);
  signal.addEventListener('abort', end, { once: true });
  await Promise.all(reporters.map((each) => each.flush(over.signal)));
  signal.removeEventListener('abort', end);
  callOff();
}

function pause(
  ms: number,
  { startTimer, signal }: Pick<ConfirmOptions, 'startTimer' | 'signal'>,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = startTimer(resolve, ms);
  const end = (): void => {
    callOff();
    resolve();
  };
  signal.addEventListener('abort', end, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', end));
}
