import type { ConditionType } from '../domain/check.ts';
import type { Clock } from '../domain/clock.ts';
import {
  type ConditionState,
  type KeptConditions,
  keptOf,
  resume,
  standingOf,
} from '../domain/condition-state.ts';
import { conditionTypes } from '../domain/conditions.ts';
import { judgeRound } from '../domain/judge-round.ts';
import { keptConditions } from '../domain/kept-conditions.ts';
import {
  type LatestResult,
  observedConditions,
  wholeRound,
  withRound,
} from '../domain/latest-results.ts';
import type { Logger } from '../domain/logger.ts';
import { observe } from '../domain/observe-conditions.ts';
import type { Report, Round } from '../domain/report.ts';
import type { ReasonDocs } from '../domain/root-cause.ts';
import type { Standing } from '../domain/standing.ts';
import type { StateStore } from '../domain/state-store.ts';
import { stalled, stopped } from '../domain/suspended-conditions.ts';
import type { StartTimer } from './timer.ts';

export interface NodeStateOptions {
  readonly docs: ReasonDocs;
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly logger: Logger;
  readonly store: StateStore;
  /** What an earlier process has kept, or left at the API server. */
  readonly kept: KeptConditions | undefined;
  /** In milliseconds since the epoch; read anew each time, for it moves when the clock is set. */
  bootedAt(): Promise<number>;
  /** Whether a check may be asked again at once. */
  isLocal(check: string): boolean;
}

/** What is known of the node, round after round. What changes is kept before anybody is told. */
export interface NodeState {
  standing(): Standing;
  /** After how long another round could confirm something; undefined: nothing is suspected. */
  round(newest: Round): Promise<number | undefined>;
  /** No round finishes any more; false when that changes nothing. */
  stall(): Promise<boolean>;
  /** Nobody looks any more. */
  stop(): Promise<void>;
}

/** Longer than a sound disk takes: what hangs in it must not keep the cluster from being told. */
const keepingMs = 2_000;

export async function createNodeState(options: NodeStateOptions): Promise<NodeState> {
  const { docs, clock, startTimer, logger, store, bootedAt, isLocal } = options;
  let state = resume(options.kept, { elapsed: clock.elapsed(), bootedAt: await bootedAt() });
  let latest: readonly LatestResult[] = [];
  let report: Report | undefined;
  let finishedAt = clock.now();
  let isKept = false;

  const become = (next: ConditionState): void => {
    const news = next.transitions.filter((each) => !state.transitions.includes(each));
    for (const { at: _, ...transition } of news)
      logger[transition.to === 'True' ? 'error' : 'info'](transition, 'condition changed');
    state = next;
  };

  const keep = async (): Promise<void> => {
    const { promise: overdue, resolve } = Promise.withResolvers<void>();
    const callOff = startTimer(resolve, keepingMs);
    // What hangs is not asked again until it answers: it would only pile up.
    isKept = true;
    const saved = store.save(keptConditions, keptOf(state)).then((isSaved) => {
      isKept = isSaved;
    });
    await Promise.race([saved, overdue]);
    callOff();
  };

  return {
    standing: () => ({ report, ...standingOf(state) }),

    async round(newest) {
      latest = withRound(latest, newest);
      report = judgeRound(wholeRound(latest, newest), docs);
      const round = {
        conditions: observedConditions(report.conditions, latest),
        notApplicable: withoutCondition(report, latest),
        bootedAt: await bootedAt(),
        now: clock.now(),
        elapsed: clock.elapsed(),
      };
      const observed = observe(state, round, { docs, isLocal });
      become(observed.state);
      finishedAt = clock.now();
      // What came from the API server, or met a full disk, must not wait for the next change.
      if (observed.changed || !isKept) await keep();
      return observed.recheckInMs;
    },

    async stall() {
      const stall = { since: finishedAt, now: clock.now(), elapsed: clock.elapsed() };
      const { state: next, changed } = stalled(state, stall);
      become(next);
      if (changed) await keep();
      return changed;
    },

    async stop() {
      become(stopped(state, clock.now()));
      await keep();
    },
  };
}

/** Types whose checks were all asked anew and have nothing to judge, and types without a check. */
const withoutCondition = (
  { conditions }: Report,
  latest: readonly LatestResult[],
): readonly ConditionType[] =>
  conditionTypes.filter(
    (type) =>
      conditions.every((condition) => condition.type !== type) &&
      latest.every(({ result, isFresh }) => isFresh || result.condition !== type),
  );
