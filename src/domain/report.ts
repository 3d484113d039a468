import type { ConditionType } from './check.ts';
import type { Verdict } from './verdict.ts';

/** One check's part of a round. */
export interface CheckResult {
  readonly name: string;
  readonly condition: ConditionType;
  readonly verdict: Verdict;
  readonly durationMs: number;
}

/** All checks once. */
export interface Round {
  readonly node: string;
  readonly startedAt: Date;
  readonly durationMs: number;
  readonly results: readonly CheckResult[];
}

/** A finding with the check that made it. */
export interface PlacedFinding {
  readonly check: string;
  readonly reason: string;
  readonly subject?: string;
  readonly message: string;
  readonly evidence: readonly string[];
}

export interface RootCause extends PlacedFinding {
  readonly remedy: string;
  /** What this fault brought about in other checks. */
  readonly consequences: readonly PlacedFinding[];
}

/** A Node condition as this round alone would have it; the daemon confirms before it publishes. */
export interface Condition {
  readonly type: ConditionType;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  /** Names of the checks that it rests on. */
  readonly decidedBy: readonly string[];
}

export type NodeStatus = 'healthy' | 'unhealthy' | 'unknown';

/** A round, and what it means. */
export interface Report extends Round {
  readonly status: NodeStatus;
  readonly rootCauses: readonly RootCause[];
  readonly conditions: readonly Condition[];
}
