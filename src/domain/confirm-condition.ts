import { isConfirmed, nextCandidate, type Sighting } from './candidate.ts';
import { bounded, type Changed, comeToStand } from './come-to-stand.ts';
import type { ConditionMemory, Moment } from './condition-state.ts';
import { holdMs } from './damping.ts';
import type { ReasonDocs } from './root-cause.ts';
import type { StandingCondition } from './standing.ts';

export interface Confirmation extends Moment {
  /** The time that a transition would have. */
  readonly at: number;
  readonly docs: ReasonDocs;
}

/** Of what no reason says how long it has to stand. */
const defaultConfirmMs = 60_000;

/** What one more sighting of a type makes of it. */
export function confirm(before: ConditionMemory, seen: Sighting, when: Confirmation): Changed {
  if (isToldAtOnce(before, seen)) return settle(before, seen, when.at);
  const memory = withHeartbeat(before, seen, when.now);
  if (agrees(memory, seen)) return { memory: { ...memory, candidate: undefined } };
  const candidate = nextCandidate(memory.candidate, seen, {
    elapsed: when.elapsed,
    waitMs: waitMs(memory, seen, when.docs),
  });
  const isUnrest = memory.standing?.status !== seen.status;
  const waiting = { ...memory, candidate, ...(isUnrest && { unrestAt: when.elapsed }) };
  return isConfirmed(candidate, when.elapsed)
    ? settle(waiting, seen, when.at)
    : { memory: waiting };
}

/** Where nothing is told, saying that all is well harms nobody. */
const isToldAtOnce = ({ standing, flips }: ConditionMemory, { status }: Sighting): boolean =>
  standing === undefined && status === 'False' && holdMs(flips) === 0;

const agrees = ({ standing }: ConditionMemory, seen: Sighting): boolean =>
  standing === undefined
    ? seen.status === 'NotApplicable'
    : standing.status === seen.status && standing.reason === seen.reason;

/** The message goes with the heartbeat: a healthy one holds what was measured. */
function withHeartbeat(memory: ConditionMemory, seen: Sighting, now: number): ConditionMemory {
  const { standing } = memory;
  if (seen.status === 'NotApplicable' || standing?.status !== seen.status) return memory;
  const beaten = { ...standing, evidenceAt: laterEvidence(standing, seen.evidenceAt, now) };
  if (standing.reason !== seen.reason) return { ...memory, standing: beaten };
  const { message, decidedBy } = seen;
  return { ...memory, standing: { ...beaten, message: bounded(message), decidedBy } };
}

/** Never backwards, but out of a future from which the clock was set back. */
const laterEvidence = ({ evidenceAt }: StandingCondition, seenAt: number, now: number): number =>
  evidenceAt > now ? seenAt : Math.max(evidenceAt, seenAt);

function waitMs({ standing, flips }: ConditionMemory, seen: Sighting, docs: ReasonDocs): number {
  // A recovery has to last as long as its fault had to: what heals by itself also breaks again.
  const reason = seen.status === 'False' ? standing?.reason : seen.reason;
  const confirmMs = docs.get(reason ?? '')?.confirmAfterMs ?? defaultConfirmMs;
  return standing?.status === seen.status ? confirmMs : Math.max(confirmMs, holdMs(flips));
}

const settle = (memory: ConditionMemory, seen: Sighting, at: number): Changed =>
  seen.status === 'NotApplicable' ? withdrawn(memory) : comeToStand(memory, seen, at);

/** Counts as a change of status, so that what comes and goes is damped too. */
const withdrawn = (memory: ConditionMemory): Changed => ({
  memory: {
    ...memory,
    standing: undefined,
    suspended: undefined,
    candidate: undefined,
    isWithdrawn: true,
    flips: memory.flips + 1,
  },
});
