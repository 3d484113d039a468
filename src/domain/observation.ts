import type { Condition } from './report.ts';

/** A condition as the newest evidence has it, before it is confirmed. */
export interface ObservedCondition extends Condition {
  /** Milliseconds since the epoch: of the oldest evidence that it rests on. */
  readonly evidenceAt: number;
  /** Whether all the checks that decided it were asked anew. */
  readonly isFresh: boolean;
}
