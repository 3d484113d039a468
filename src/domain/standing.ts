import type { ConditionType } from './check.ts';
import type { Condition, Report } from './report.ts';

/** A condition as the cluster should know it. Times are milliseconds since the epoch. */
export interface StandingCondition extends Condition {
  /** When the status last changed. */
  readonly transitionAt: number;
  /** When the evidence for it was last collected: its heartbeat. */
  readonly evidenceAt: number;
}

/** A confirmed change of a condition's status. */
export interface Transition {
  readonly type: ConditionType;
  /** Undefined for a type that did not stand before. */
  readonly from: Condition['status'] | undefined;
  readonly to: Condition['status'];
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; no two transitions of a type share it. */
  readonly at: number;
}

/** What stands after a round. */
export interface Standing {
  /** The newest result of every check, and what they mean together; undefined before the first round. */
  readonly report: Report | undefined;
  readonly conditions: readonly StandingCondition[];
  /** Types that stood before and have nothing to judge any more. */
  readonly withdrawn: readonly ConditionType[];
  /** The last ones, oldest first; those of earlier runs included. */
  readonly transitions: readonly Transition[];
}

/** Sends what stands somewhere. */
export interface Reporter {
  /** Takes what stands now, in place of what stood before, and returns at once. */
  report(standing: Standing): void;
  /** Delivers what was reported last, as far as the signal allows; never rejects. */
  flush(signal: AbortSignal): Promise<void>;
}
