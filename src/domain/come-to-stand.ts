import type { ConditionType } from './check.ts';
import type { ConditionMemory } from './condition-state.ts';
import { damped } from './damping.ts';
import type { Condition } from './report.ts';
import type { Transition } from './standing.ts';

export interface Changed {
  readonly memory: ConditionMemory;
  readonly transition?: Transition;
}

/** More than any message needs, so that what is kept is bounded. */
export const longestMessage = 4_096;

export const bounded = (message: string): string => message.slice(0, longestMessage);

/** The condition stands from now on; only another status is a transition, and moves its time. */
export function comeToStand(
  memory: ConditionMemory,
  { type, status, reason, message, decidedBy, evidenceAt }: Condition & { evidenceAt: number },
  at: number,
): Changed {
  const { standing, isWithdrawn } = memory;
  const next = { ...memory, suspended: undefined, isWithdrawn: false, candidate: undefined };
  const told = { type, status, reason, message: bounded(message), decidedBy, evidenceAt };
  if (standing?.status === status)
    return { memory: { ...next, standing: { ...told, transitionAt: standing.transitionAt } } };
  const isFlip = standing !== undefined || isWithdrawn;
  const flips = memory.flips + (isFlip ? 1 : 0);
  return {
    memory: { ...next, flips, standing: { ...told, transitionAt: at } },
    transition: {
      type,
      from: standing?.status,
      to: status,
      reason,
      message: bounded(damped(told.message, flips)),
      at,
    },
  };
}

/** The time of a transition: now, or as soon after as no other of the type has it. */
export function freeTime(
  transitions: readonly Transition[],
  type: ConditionType,
  now: number,
): number {
  const taken = new Set(transitions.filter((each) => each.type === type).map(({ at }) => at));
  let at = now;
  while (taken.has(at)) at += 1;
  return at;
}

export const mostTransitions = 20;

/** The last ones. */
export const withTransitions = (
  transitions: readonly Transition[],
  changes: readonly Changed[],
): readonly Transition[] =>
  [
    ...transitions,
    ...changes.flatMap(({ transition }) => (transition === undefined ? [] : [transition])),
  ].slice(-mostTransitions);
