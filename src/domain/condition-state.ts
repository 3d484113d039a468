import type { Candidate } from './candidate.ts';
import type { ConditionType } from './check.ts';
import { conditionTypes } from './conditions.ts';
import { damped } from './damping.ts';
import type { Standing, StandingCondition, Transition } from './standing.ts';

/** What stood before nobody looked any more. */
export interface Suspended {
  readonly condition: StandingCondition;
  /** When somebody last looked, in milliseconds since the epoch. */
  readonly since: number;
}

/** What outlives the process of one type. */
export interface ConditionHistory {
  readonly type: ConditionType;
  /** Undefined while nothing is told of this type. */
  readonly standing: StandingCondition | undefined;
  readonly suspended: Suspended | undefined;
  /** It stood and has nothing to judge any more; until it stands again. */
  readonly isWithdrawn: boolean;
  /** It was healthy once since the node booted. */
  readonly hasStarted: boolean;
  /** Changes of status since the last hour of peace. */
  readonly flips: number;
}

/** What outlives the process. */
export interface KeptConditions {
  /** Milliseconds since the epoch. */
  readonly bootedAt: number;
  readonly histories: readonly ConditionHistory[];
  /** Oldest first. */
  readonly transitions: readonly Transition[];
}

/** A history, and what only this process knows. Its times are those of the monotonic clock. */
export interface ConditionMemory extends ConditionHistory {
  readonly candidate: Candidate | undefined;
  /** When the status last was, or seemed, another. */
  readonly unrestAt: number;
}

export interface ConditionState extends Pick<KeptConditions, 'bootedAt' | 'transitions'> {
  /** One for each type. */
  readonly memories: readonly ConditionMemory[];
}

/** When something happens, on each clock. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Milliseconds on the monotonic clock. */
  readonly elapsed: number;
}

/** The kernel's word is in whole seconds, and moves when the clock is corrected. */
const sameBootMs = 5_000;

const noHistory = {
  standing: undefined,
  suspended: undefined,
  isWithdrawn: false,
  hasStarted: false,
  flips: 0,
} as const;

/** Begins with what an earlier process has kept; what was learnt of a boot is forgotten on the next. */
export function resume(
  kept: KeptConditions | undefined,
  { elapsed, bootedAt }: { readonly elapsed: number; readonly bootedAt: number },
): ConditionState {
  const isSameBoot = kept !== undefined && Math.abs(kept.bootedAt - bootedAt) <= sameBootMs;
  return {
    bootedAt,
    transitions: kept?.transitions ?? [],
    memories: conditionTypes.map((type) => ({
      ...noHistory,
      ...kept?.histories.find((history) => history.type === type),
      ...(!isSameBoot && { hasStarted: false, flips: 0 }),
      type,
      candidate: undefined,
      unrestAt: elapsed,
    })),
  };
}

/** What is waiting for its confirmation is not kept: the next process sees it again. */
export const keptOf = ({ bootedAt, transitions, memories }: ConditionState): KeptConditions => ({
  bootedAt,
  transitions,
  histories: memories.map(
    ({ type, standing, suspended, isWithdrawn, hasStarted, flips }): ConditionHistory => ({
      type,
      standing,
      suspended,
      isWithdrawn,
      hasStarted,
      flips,
    }),
  ),
});

export const standingOf = ({
  memories,
  transitions,
}: ConditionState): Omit<Standing, 'report'> => ({
  conditions: memories.flatMap(({ standing, flips }) =>
    standing === undefined ? [] : [{ ...standing, message: damped(standing.message, flips) }],
  ),
  withdrawn: memories.filter(({ isWithdrawn }) => isWithdrawn).map(({ type }) => type),
  transitions,
});
