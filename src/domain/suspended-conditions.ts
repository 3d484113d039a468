import type { Sighting } from './candidate.ts';
import { bounded, type Changed, comeToStand, freeTime, withTransitions } from './come-to-stand.ts';
import type { ConditionMemory, ConditionState, Moment } from './condition-state.ts';
import { holdMs } from './damping.ts';
import type { SharedReason } from './shared-reasons.ts';

/** So long nobody may look, and what was confirmed before counts all the same. */
const shortPauseMs = 5 * 60_000;

export const agentStopped: SharedReason = 'AgentStopped';
export const checkStalled: SharedReason = 'CheckStalled';

/**
 * After a clean stop nothing looks healthy. A fault goes on standing: stopping node-check mends
 * nothing. No transition is listed, so that a restart makes no Events.
 */
export const stopped = (state: ConditionState, now: number): ConditionState => ({
  ...state,
  memories: state.memories.map((memory) => {
    const { standing } = memory;
    if (standing?.status !== 'False') return memory;
    return {
      ...memory,
      candidate: undefined,
      suspended: { condition: standing, since: now },
      standing: {
        ...standing,
        status: 'Unknown',
        reason: agentStopped,
        message: bounded(
          `node-check was stopped at ${dateOf(now)}; until then: ${standing.message}`,
        ),
        transitionAt: freeTime(state.transitions, memory.type, now),
      },
    };
  }),
});

export interface Stall extends Moment {
  /** Milliseconds since the epoch: when a round last finished. */
  readonly since: number;
}

/** No round has finished for too long: nothing is known any more, which is no matter of confirmation. */
export function stalled(
  state: ConditionState,
  stall: Stall,
): { readonly state: ConditionState; readonly changed: boolean } {
  const steps = state.memories.map((memory) => stalledOne(memory, stall, state));
  return {
    state: {
      ...state,
      memories: steps.map(({ memory }) => memory),
      transitions: withTransitions(state.transitions, steps),
    },
    changed: state.memories.some(
      ({ standing }) => standing !== undefined && standing.reason !== checkStalled,
    ),
  };
}

function stalledOne(before: ConditionMemory, stall: Stall, state: ConditionState): Changed {
  // What was seen before the stall need not have stood since.
  const memory = { ...before, candidate: undefined };
  const { type, standing, suspended } = memory;
  if (standing === undefined || standing.reason === checkStalled) return { memory };
  const condition = suspended?.condition ?? standing;
  const message = `no round has finished since ${dateOf(stall.since)}; until then: ${condition.message}`;
  const unknown = { ...standing, status: 'Unknown', reason: checkStalled, message } as const;
  const changed = comeToStand(memory, unknown, freeTime(state.transitions, type, stall.now));
  return {
    ...changed,
    memory: {
      ...changed.memory,
      suspended: suspended ?? { condition: standing, since: stall.since },
      unrestAt: stall.elapsed,
    },
  };
}

/**
 * What stood before a short pause stands again at the first sighting that agrees: what was
 * confirmed counts as the other of two rounds, and to wait would tell nothing better meanwhile.
 * After a stop its time of transition, too, is the old one; a stall was told as a transition, so
 * that its end is one as well, which damping may hold.
 */
export function restored(
  memory: ConditionMemory,
  seen: Sighting,
  { at, now }: { readonly at: number; readonly now: number },
): Changed {
  const { standing, suspended } = memory;
  if (suspended === undefined || suspended.condition.status !== seen.status) return { memory };
  if (Math.abs(now - suspended.since) > shortPauseMs) return { memory };
  if (standing?.reason === agentStopped)
    return { memory: { ...memory, standing: suspended.condition, suspended: undefined } };
  return holdMs(memory.flips) > 0 ? { memory } : comeToStand(memory, suspended.condition, at);
}

const dateOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
