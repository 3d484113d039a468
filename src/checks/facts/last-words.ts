import type { LogQuery, LogTail, Probes } from '../../domain/probes.ts';
import { type Finding, unhealthy, type Verdict } from '../../domain/verdict.ts';

/** A person reads these beside other evidence. */
const maxLines = 5;

/** What was seen, and the log's last lines where something is wrong that they can explain. */
export interface Explained {
  readonly log?: LogTail;
}

export interface Explanation<Reason extends string> {
  /** What comes of the facts alone. */
  readonly verdict: Verdict<Reason>;
  /** The reasons that the log can explain. */
  readonly explains: readonly NoInfer<Reason>[];
  readonly query: LogQuery;
}

/** Asks for no log on a healthy node. */
export async function withLog<Facts, Reason extends string>(
  probes: Probes,
  facts: Facts,
  { verdict, explains, query }: Explanation<Reason>,
): Promise<Facts | (Facts & Required<Explained>)> {
  const isExplained = ({ reason }: Finding<Reason>) => explains.includes(reason);
  if (verdict.status !== 'unhealthy' || !verdict.findings.some(isExplained)) return facts;
  const log = await probes.logTail(query);
  return log === undefined ? facts : { ...facts, log };
}

/** The finding with the last lines of its program's log as evidence. */
export const withLastWords = <Reason extends string>(
  finding: Finding<Reason>,
  log: LogTail | undefined,
): Finding<Reason> =>
  log === undefined
    ? finding
    : {
        ...finding,
        evidence: [...(finding.evidence ?? []), `${log.source}:`, ...log.lines.slice(-maxLines)],
      };

/** The same for each finding that the log can explain. */
export function explainedVerdict<Reason extends string>(
  verdict: Verdict<Reason>,
  explains: readonly NoInfer<Reason>[],
  log: LogTail | undefined,
): Verdict<Reason> {
  if (verdict.status !== 'unhealthy') return verdict;
  const explain = (finding: Finding<Reason>) =>
    explains.includes(finding.reason) ? withLastWords(finding, log) : finding;
  const [first, ...rest] = verdict.findings;
  return unhealthy(explain(first), ...rest.map(explain));
}
