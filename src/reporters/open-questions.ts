import type { PlacedFinding, Report } from '../domain/report.ts';
import { findingsOf } from '../domain/verdict.ts';

/** What nobody could tell, and nothing else has answered, in report order. */
export const openQuestions = ({ results }: Pick<Report, 'results'>): readonly PlacedFinding[] =>
  results
    .filter(({ verdict }) => verdict.status === 'unknown')
    .flatMap(({ name, verdict }) =>
      findingsOf(verdict)
        .filter(({ answeredBy }) => answeredBy === undefined)
        .map(({ answeredBy: _, evidence = [], ...finding }) => ({
          ...finding,
          evidence,
          check: name,
        })),
    );
