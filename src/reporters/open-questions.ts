import type { PlacedFinding, Report } from '../domain/report.ts';
import { findingsOf } from '../domain/verdict.ts';

/** What nobody could tell, nothing else has answered, and no root cause explains; in report order. */
export function openQuestions({ results, rootCauses }: Report): readonly PlacedFinding[] {
  const explained = rootCauses.flatMap(({ consequences }) => consequences);
  return results
    .filter(({ verdict }) => verdict.status === 'unknown')
    .flatMap(({ name, verdict }) =>
      findingsOf(verdict)
        .filter(({ answeredBy }) => answeredBy === undefined)
        .map(({ answeredBy: _, evidence = [], ...finding }) => ({
          ...finding,
          evidence,
          check: name,
        })),
    )
    .filter(
      ({ check, reason }) => !explained.some((e) => e.check === check && e.reason === reason),
    );
}
