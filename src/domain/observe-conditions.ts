import { confirmableInMs, type Sighting } from './candidate.ts';
import type { ConditionType } from './check.ts';
import { type Changed, freeTime, withTransitions } from './come-to-stand.ts';
import type {
  ConditionHistory,
  ConditionMemory,
  ConditionState,
  Moment,
} from './condition-state.ts';
import { confirm } from './confirm-condition.ts';
import { flipsAfter } from './damping.ts';
import type { ObservedCondition } from './observation.ts';
import type { ReasonDocs } from './root-cause.ts';
import { whileStarting } from './starting.ts';
import { restored } from './suspended-conditions.ts';

/** What a round says of the conditions; of a type that is not mentioned it says nothing. */
export interface ObservedRound extends Moment {
  readonly conditions: readonly ObservedCondition[];
  /** Types whose checks, all asked anew, have nothing to judge, and types without any check. */
  readonly notApplicable: readonly ConditionType[];
  /** Milliseconds since the epoch; read as late as `now`, since both move when the clock is set. */
  readonly bootedAt: number;
}

export interface ObserveOptions {
  readonly docs: ReasonDocs;
  /** Whether a check may be asked again at once, since it asks nobody but this node. */
  isLocal(check: string): boolean;
}

export interface Observed {
  readonly state: ConditionState;
  /** What stands is not what stood: it has to be kept, and then told, at once. */
  readonly changed: boolean;
  /** After how long a round of the local checks could confirm something. */
  readonly recheckInMs?: number;
}

interface Step extends Changed {
  readonly isNews: boolean;
  readonly recheckInMs?: number;
}

/** What stands after one more round. */
export function observe(
  state: ConditionState,
  round: ObservedRound,
  options: ObserveOptions,
): Observed {
  const steps = state.memories.map((memory) => step(memory, { state, round, options }));
  const rechecks = steps.flatMap(({ recheckInMs }) => recheckInMs ?? []);
  return {
    state: {
      bootedAt: round.bootedAt,
      memories: steps.map(({ memory }) => memory),
      transitions: withTransitions(state.transitions, steps),
    },
    changed: steps.some(({ isNews }) => isNews),
    ...(rechecks.length > 0 && { recheckInMs: Math.min(...rechecks) }),
  };
}

interface Context {
  readonly state: ConditionState;
  readonly round: ObservedRound;
  readonly options: ObserveOptions;
}

function step(before: ConditionMemory, { state, round, options }: Context): Step {
  const { now, elapsed } = round;
  const seen = sighting(before, round);
  if (seen === undefined) return { memory: before, isNews: false };
  const at = freeTime(state.transitions, before.type, now);
  const calm = { ...before, flips: flipsAfter(before.flips, elapsed - before.unrestAt) };
  const resumed = restored(calm, seen, { at, now });
  const confirmed = confirm(resumed.memory, seen, { at, now, elapsed, docs: options.docs });
  const memory = {
    ...confirmed.memory,
    hasStarted: before.hasStarted || isHealthy(confirmed.memory, seen),
  };
  const { candidate } = memory;
  const isRecheckable = seen.status !== 'NotApplicable' && seen.decidedBy.every(options.isLocal);
  return {
    ...resumed,
    ...confirmed,
    memory,
    isNews: hasChanged(before, memory),
    ...(candidate !== undefined &&
      isRecheckable && { recheckInMs: confirmableInMs(candidate, elapsed) }),
  };
}

/** Undefined when the round has nothing new to say of the type. */
function sighting(
  { type, hasStarted }: ConditionMemory,
  { conditions, notApplicable, now, bootedAt }: ObservedRound,
): Sighting | undefined {
  const observed = conditions.find((condition) => condition.type === type);
  if (observed?.isFresh === true) return whileStarting(observed, { hasStarted, now, bootedAt });
  if (observed === undefined && notApplicable.includes(type))
    return { status: 'NotApplicable', reason: 'NotApplicable' };
  return undefined;
}

const isHealthy = ({ standing }: ConditionMemory, { status }: Sighting): boolean =>
  standing?.status === 'False' && status === 'False';

/** Whether the cluster, or the next process, has something to learn at once. */
const hasChanged = (before: ConditionHistory, after: ConditionHistory): boolean =>
  before.standing?.status !== after.standing?.status ||
  before.standing?.reason !== after.standing?.reason ||
  before.hasStarted !== after.hasStarted;
