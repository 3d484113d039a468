import type { ConfiguredCheck } from '../domain/check.ts';
import type { Round } from '../domain/report.ts';
import type { Reporter } from '../domain/standing.ts';
import { createNodeState, type NodeStateOptions } from './node-state.ts';
import { type RoundRequest, runSchedule, type ScheduleOptions } from './schedule.ts';

export interface WatchOptions
  extends Omit<NodeStateOptions, 'isLocal'>,
    Pick<ScheduleOptions, 'intervalMs' | 'changes' | 'random' | 'signal'> {
  readonly checks: readonly ConfiguredCheck[];
  readonly reporters: readonly Reporter[];
  /** Runs these checks once; after the signal its outcome does not matter. */
  runChecks(checks: readonly ConfiguredCheck[], signal: AbortSignal): Promise<Round>;
}

/** How long the last words may take. */
const flushMs = 5_000;

/** Judges the node until the signal aborts, and says at the end that nobody looks any more. */
export async function watchNode(options: WatchOptions): Promise<void> {
  const { checks, reporters, runChecks } = options;
  const local = checks.filter(({ asks }) => asks === 'node');
  const state = await createNodeState({
    ...options,
    isLocal: (name) => local.some((check) => check.name === name),
  });
  const tell = (): void => {
    for (const reporter of reporters) reporter.report(state.standing());
  };
  await runSchedule({
    ...options,
    async round({ kind, signal }: RoundRequest) {
      const newest = await runChecks(kind === 'all' ? checks : local, signal);
      if (signal.aborted) return {};
      const recheckInMs = await state.round(newest);
      tell();
      return recheckInMs === undefined ? {} : { recheckInMs };
    },
    onStall: () => void state.stall().then((changed) => changed && tell()),
  });
  await state.stop();
  tell();
  await flushAll(options);
}

async function flushAll({ reporters, startTimer }: WatchOptions): Promise<void> {
  const over = new AbortController();
  const { promise: overdue, resolve } = Promise.withResolvers<void>();
  const callOff = startTimer(() => {
    over.abort();
    resolve();
  }, flushMs);
  await Promise.race([Promise.all(reporters.map((each) => each.flush(over.signal))), overdue]);
  callOff();
}
