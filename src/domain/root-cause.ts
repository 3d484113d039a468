import type { ReasonDoc } from './check.ts';
import { fillSubject } from './fill-subject.ts';
import type { CheckResult, PlacedFinding, RootCause } from './report.ts';
import type { Finding } from './verdict.ts';

export type ReasonDocs = ReadonlyMap<string, ReasonDoc>;

/**
 * Tells root causes from consequences, from reason to reason. A finding is a consequence only
 * while a reason that declares to cause it stands too; a healthy check in between breaks the
 * chain. Open questions are folded the same way, but never are a root cause.
 */
export function rootCausesOf(
  results: readonly CheckResult[],
  docs: ReasonDocs,
): readonly RootCause[] {
  const faults = placed(results, ['unhealthy']);
  const standing = placed(results, ['unhealthy', 'unknown']);
  const isCaused = ({ reason }: PlacedFinding): boolean =>
    faults.some((fault) => fault.reason !== reason && causesOf(fault, docs).includes(reason));
  return faults
    .filter((fault) => !isCaused(fault))
    .map((root) => ({
      ...root,
      remedy: fillSubject(docs.get(root.reason)?.remedy ?? '', root.subject),
      consequences: consequencesOf(root, standing, docs),
    }));
}

/** Everything that follows from a root, directly or through what it caused. */
function consequencesOf(
  root: PlacedFinding,
  standing: readonly PlacedFinding[],
  docs: ReasonDocs,
): readonly PlacedFinding[] {
  const found = new Set<PlacedFinding>();
  const open = [root];
  for (let cause = open.pop(); cause !== undefined; cause = open.pop()) {
    const causes = causesOf(cause, docs);
    for (const finding of standing) {
      if (found.has(finding) || finding.reason === root.reason) continue;
      if (!causes.includes(finding.reason)) continue;
      found.add(finding);
      open.push(finding);
    }
  }
  return standing.filter((finding) => found.has(finding));
}

const causesOf = ({ reason }: PlacedFinding, docs: ReasonDocs): readonly string[] =>
  docs.get(reason)?.causes ?? [];

const placed = (
  results: readonly CheckResult[],
  statuses: readonly string[],
): readonly PlacedFinding[] =>
  results.flatMap(({ name, verdict }) =>
    verdict.status !== 'healthy' && statuses.includes(verdict.status)
      ? verdict.findings.map((finding) => placedFinding(name, finding))
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
