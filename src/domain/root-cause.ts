import { fillSubject } from './fill-subject.ts';
import type { ReasonDoc } from './reason.ts';
import type { CheckResult, PlacedFinding, RootCause } from './report.ts';
import { type Finding, findingsOf } from './verdict.ts';

export type ReasonDocs = ReadonlyMap<string, ReasonDoc>;

/**
 * Tells root causes from consequences, from reason to reason. A finding is a consequence only
 * while a reason that declares to cause it stands too; a healthy check in between breaks the
 * chain. Open questions are folded the same way, but never are a root cause, nor carry a chain on.
 */
export function rootCausesOf(
  results: readonly CheckResult[],
  docs: ReasonDocs,
): readonly RootCause[] {
  const faults = placed(results, ['unhealthy']);
  const standing = placed(results, ['unhealthy', 'unknown']);
  const isCaused = ({ reason }: PlacedFinding): boolean =>
    faults.some(
      (fault) => fault.reason !== reason && causesOf(fault.reason, docs).includes(reason),
    );
  return faults
    .filter((fault) => !isCaused(fault))
    .map((root) => {
      const caused = causedBy(root.reason, faults, docs);
      return {
        ...root,
        remedy: fillSubject(docs.get(root.reason)?.remedy ?? '', root.subject),
        consequences: standing.filter(({ reason }) => caused.has(reason)),
      };
    });
}

/** Every reason that may follow from a root, directly or through a fault that it caused. */
function causedBy(
  root: string,
  faults: readonly PlacedFinding[],
  docs: ReasonDocs,
): ReadonlySet<string> {
  const caused = new Set(causesOf(root, docs));
  // What is added to a set while it is walked is walked too, and nothing twice.
  for (const cause of caused)
    if (faults.some(({ reason }) => reason === cause))
      for (const reason of causesOf(cause, docs)) caused.add(reason);
  caused.delete(root);
  return caused;
}

const causesOf = (reason: string, docs: ReasonDocs): readonly string[] =>
  docs.get(reason)?.causes ?? [];

const placed = (
  results: readonly CheckResult[],
  statuses: readonly string[],
): readonly PlacedFinding[] =>
  results.flatMap(({ name, verdict }) =>
    statuses.includes(verdict.status)
      ? findingsOf(verdict).map((finding) => placedFinding(name, finding))
      : [],
  );

const placedFinding = (
  check: string,
  { reason, subject, message, evidence }: Finding,
): PlacedFinding => ({
  check,
  reason,
  ...(subject !== undefined && { subject }),
  message,
  evidence: evidence ?? [],
});
