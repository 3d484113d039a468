import type { ConditionType } from '../../domain/check.ts';
import type { StoredCondition } from '../../domain/server-conditions.ts';
import type { StandingCondition } from '../../domain/standing.ts';

/** Tells what we wrote at the API server from what somebody else wrote over it. */
export interface SentConditions {
  remember(conditions: readonly StandingCondition[]): void;
  /** Types that we have sent, and that the server holds as we never sent them. */
  overwritten(stored: readonly StoredCondition[]): readonly ConditionType[];
}

/** Not the last one only: a PATCH whose answer was lost may have been obeyed. */
const mostPatches = 32;

export function createSentConditions(): SentConditions {
  let patches: readonly (readonly StoredCondition[])[] = [];
  return {
    remember(conditions) {
      const sent = conditions.map((one) => ({ ...one, heartbeatAt: one.evidenceAt }));
      patches = [...patches, sent].slice(-mostPatches);
    },
    overwritten: (stored) =>
      stored
        .filter((one) => {
          const ours = patches.flat().filter(({ type }) => type === one.type);
          return ours.length > 0 && !ours.some((sent) => markOf(sent) === markOf(one));
        })
        .map(({ type }) => type),
  };
}

const markOf = ({ status, transitionAt, heartbeatAt }: StoredCondition): string =>
  [status, secondOf(transitionAt), secondOf(heartbeatAt)].join(' ');

const secondOf = (ms: number | undefined): number => Math.floor((ms ?? 0) / 1_000);
