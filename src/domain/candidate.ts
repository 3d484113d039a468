import type { Condition } from './report.ts';

/** What a round says of a type, on new evidence; not applicable: that there is nothing to judge. */
export type Sighting =
  | (Condition & { readonly evidenceAt: number })
  | { readonly status: 'NotApplicable'; readonly reason: 'NotApplicable' };

/** Rounds on end that agree. */
interface Spell {
  /** Milliseconds on the monotonic clock. */
  readonly since: number;
  readonly rounds: number;
  /** How long it has to last. */
  readonly waitMs: number;
}

/** What would change if it lasts. */
export interface Candidate {
  readonly status: Sighting['status'];
  readonly reason: string;
  /** Whatever the reasons: it has to last as long as the slowest of them asks for. */
  readonly ofStatus: Spell;
  readonly ofReason: Spell;
}

interface Wait {
  readonly elapsed: number;
  readonly waitMs: number;
}

/** The candidate with one more round; begun anew when the status is another. */
export function nextCandidate(
  before: Candidate | undefined,
  { status, reason }: Sighting,
  wait: Wait,
): Candidate {
  if (before?.status !== status) {
    const spell = firstRound(wait);
    return { status, reason, ofStatus: spell, ofReason: spell };
  }
  return {
    status,
    reason,
    ofStatus: longer(before.ofStatus, wait),
    ofReason: before.reason === reason ? longer(before.ofReason, wait) : firstRound(wait),
  };
}

const firstRound = ({ elapsed, waitMs }: Wait): Spell => ({ since: elapsed, rounds: 1, waitMs });

const longer = ({ since, rounds, waitMs }: Spell, wait: Wait): Spell => ({
  since,
  rounds: rounds + 1,
  waitMs: Math.max(waitMs, wait.waitMs),
});

const restOf = ({ since, waitMs }: Spell, elapsed: number): number =>
  Math.max(0, since + waitMs - elapsed);

/** Two rounds agree, and it has stood for as long as it has to. */
export const isConfirmed = ({ ofStatus, ofReason }: Candidate, elapsed: number): boolean =>
  [ofStatus, ofReason].some((spell) => spell.rounds > 1 && restOf(spell, elapsed) === 0);

/** After how long one more round could confirm it, in whole milliseconds. */
export const confirmableInMs = ({ ofStatus, ofReason }: Candidate, elapsed: number): number =>
  Math.ceil(Math.min(restOf(ofStatus, elapsed), restOf(ofReason, elapsed)));
