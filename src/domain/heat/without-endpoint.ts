import type { CheckResult } from '../report.ts';
import type { Standing } from '../standing.ts';
import { healthy, type Verdict } from '../verdict.ts';

/**
 * What stands, without the faults that are about reaching Heat itself: a FAILURE that says so could
 * only arrive once it is not true any more.
 */
export function withoutEndpoint(standing: Standing, url: string): Standing {
  const { report } = standing;
  const origin = originOf(url);
  if (report === undefined || origin === undefined) return standing;
  const isOther = ({ subject }: { readonly subject?: string }): boolean =>
    originOf(subject) !== origin;
  return {
    ...standing,
    report: {
      ...report,
      results: report.results.map((result) => withFindings(result, isOther)),
      rootCauses: report.rootCauses.filter(isOther),
    },
  };
}

function withFindings(
  result: CheckResult,
  isOther: (finding: { readonly subject?: string }) => boolean,
): CheckResult {
  const { verdict } = result;
  return verdict.status === 'unhealthy'
    ? { ...result, verdict: withoutOthers(verdict, isOther) }
    : result;
}

function withoutOthers(
  { status, findings }: Exclude<Verdict, { status: 'healthy' }>,
  isOther: (finding: { readonly subject?: string }) => boolean,
): Verdict {
  const [first, ...others] = findings.filter(isOther);
  return first === undefined
    ? healthy('only Heat is out of reach')
    : { status, findings: [first, ...others] };
}

const originOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : URL.parse(url)?.origin;
