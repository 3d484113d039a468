import type { ObservedCondition } from './observation.ts';
import type { CheckResult, Condition, Round } from './report.ts';

/** The newest result of a check. */
export interface LatestResult {
  readonly result: CheckResult;
  /** Milliseconds since the epoch: when its round started, for no evidence is older than that. */
  readonly collectedAt: number;
  /** It is of the newest round. */
  readonly isFresh: boolean;
}

/** What is known after a round, which may have left checks out: their older results stay. */
export function withRound(
  latest: readonly LatestResult[],
  { startedAt, results }: Round,
): readonly LatestResult[] {
  const collectedAt = startedAt.getTime();
  const fresh = new Map(
    results.map((result) => [result.name, { result, collectedAt, isFresh: true }]),
  );
  const known = new Map(latest.map((older) => [older.result.name, { ...older, isFresh: false }]));
  return [...new Map([...known, ...fresh]).values()];
}

/** The newest round as if it had run all checks. */
export const wholeRound = (latest: readonly LatestResult[], newest: Round): Round => ({
  ...newest,
  results: latest.map(({ result }) => result),
});

/**
 * Conditions with the age of what they rest on: of the check that decided a True or an Unknown, and
 * of all checks behind a False. So a False that leans on an older answer from outside is not fresh:
 * whether what was seen outside is over, only asking there again can tell.
 */
export const observedConditions = (
  conditions: readonly Condition[],
  latest: readonly LatestResult[],
): readonly ObservedCondition[] =>
  conditions.map((condition) => {
    const evidence = latest.filter(({ result }) => condition.decidedBy.includes(result.name));
    return {
      ...condition,
      evidenceAt: Math.min(...evidence.map(({ collectedAt }) => collectedAt)),
      isFresh: evidence.every(({ isFresh }) => isFresh),
    };
  });
