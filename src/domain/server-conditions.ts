import type { ConditionType } from './check.ts';
import { bounded } from './come-to-stand.ts';
import type { ConditionHistory, KeptConditions } from './condition-state.ts';
import { isName, isTime } from './kept-conditions.ts';
import type { Condition } from './report.ts';
import type { StandingCondition } from './standing.ts';
import { agentStopped } from './suspended-conditions.ts';

/** A condition of one of our types as the server has it. Times are milliseconds since the epoch. */
export interface StoredCondition {
  readonly type: ConditionType;
  readonly status: Condition['status'];
  readonly reason: string;
  readonly message: string;
  /** Undefined where the server has none. */
  readonly transitionAt: number | undefined;
  readonly heartbeatAt: number | undefined;
}

/** What an earlier agent without a state directory has left at the API server. What cannot be ours is passed over. */
export const keptFromServer = (
  conditions: readonly StoredCondition[],
  bootedAt: number,
): KeptConditions => ({
  bootedAt,
  transitions: [],
  histories: conditions.flatMap(conditionOf).map((condition) => historyOf(condition, bootedAt)),
});

function historyOf(standing: StandingCondition, bootedAt: number): ConditionHistory {
  const { type, status, reason, evidenceAt, transitionAt } = standing;
  const isStopped = reason === agentStopped;
  const healthy = { ...standing, status: 'False', reason: `No${type}`, message: '' } as const;
  return {
    type,
    standing,
    // When it came to be healthy nobody knows any more; it was, when the agent stopped.
    suspended: isStopped ? { condition: healthy, since: transitionAt } : undefined,
    isWithdrawn: false,
    // Whatever was more than Unknown in this boot was healthy in it.
    hasStarted: evidenceAt >= bootedAt && (status !== 'Unknown' || isStopped),
    flips: 0,
  };
}

function conditionOf({
  heartbeatAt: evidenceAt,
  ...stored
}: StoredCondition): readonly StandingCondition[] {
  const { reason, message, transitionAt } = stored;
  if (!isName(reason) || !isTime(evidenceAt) || !isTime(transitionAt)) return [];
  return [{ ...stored, message: bounded(message), decidedBy: [], evidenceAt, transitionAt }];
}
