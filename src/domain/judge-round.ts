import { conditionsOf, statusOf } from './conditions.ts';
import type { Report, Round } from './report.ts';
import { type ReasonDocs, rootCausesOf } from './root-cause.ts';

/** What a round means: the node's status, its root causes, its conditions. */
export function judgeRound(round: Round, docs: ReasonDocs): Report {
  const rootCauses = rootCausesOf(round.results, docs);
  return {
    ...round,
    status: statusOf(round.results),
    rootCauses,
    conditions: conditionsOf(round.results, rootCauses),
  };
}
