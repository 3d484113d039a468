import type { ConditionType } from './check.ts';
import type { CheckResult, Condition, NodeStatus, RootCause } from './report.ts';
import { type Finding, findingsOf } from './verdict.ts';

export const conditionTypes: readonly ConditionType[] = [
  'FlannelProblem',
  'ExternalNetworkProblem',
  'DNSProblem',
  'KubeProxyProblem',
  'PodNetworkProblem',
  'NodeServiceProblem',
];

/** A type whose checks all have nothing to judge gets no condition. */
export const conditionsOf = (
  results: readonly CheckResult[],
  rootCauses: readonly RootCause[],
): readonly Condition[] =>
  conditionTypes.flatMap((type) => {
    const own = results.filter(
      ({ condition, verdict }) => condition === type && verdict.status !== 'notApplicable',
    );
    return own.length === 0 ? [] : [conditionOf(type, own, rootCauses)];
  });

function conditionOf(
  type: ConditionType,
  results: readonly CheckResult[],
  rootCauses: readonly RootCause[],
): Condition {
  const faults = withStatus(results, 'unhealthy');
  const names = results.map(({ name }) => name);
  const root = rootCauses.find(({ check }) => names.includes(check));
  if (root !== undefined)
    return {
      type,
      status: 'True',
      reason: root.reason,
      message: root.message,
      decidedBy: [root.check],
    };
  const [consequence] = faults;
  if (consequence !== undefined)
    return {
      type,
      status: 'True',
      reason: consequence.reason,
      message: `${consequence.message}${rootElsewhere(consequence, rootCauses)}`,
      decidedBy: [consequence.check],
    };
  const [open] = withStatus(results, 'unknown').filter(isUnanswered);
  if (open !== undefined)
    return {
      type,
      status: 'Unknown',
      reason: open.reason,
      message: open.message,
      decidedBy: [open.check],
    };
  return {
    type,
    status: 'False',
    reason: `No${type}`,
    message: messageOfHealthy(results),
    decidedBy: names,
  };
}

const withStatus = (
  results: readonly CheckResult[],
  status: 'unhealthy' | 'unknown',
): readonly (Finding & { readonly check: string })[] =>
  results.flatMap(({ name, verdict }) =>
    verdict.status === status
      ? findingsOf(verdict).map((finding) => ({ ...finding, check: name }))
      : [],
  );

const isUnanswered = ({ answeredBy }: Finding): boolean => answeredBy === undefined;

function rootElsewhere({ reason }: Finding, rootCauses: readonly RootCause[]): string {
  const root = rootCauses.find(({ consequences }) =>
    consequences.some((consequence) => consequence.reason === reason),
  );
  return root === undefined ? '' : ` (caused by ${root.reason}: ${root.message})`;
}

/** What was seen, and what has answered the questions that stayed open. */
const messageOfHealthy = (results: readonly CheckResult[]): string =>
  results
    .flatMap(({ verdict }) =>
      verdict.status === 'healthy'
        ? [verdict.message]
        : verdict.findings.map(({ answeredBy }) => answeredBy),
    )
    .join('; ');

/** Broken outweighs unanswered, unanswered outweighs fine. */
export function statusOf(results: readonly CheckResult[]): NodeStatus {
  if (withStatus(results, 'unhealthy').length > 0) return 'unhealthy';
  return withStatus(results, 'unknown').some(isUnanswered) ? 'unknown' : 'healthy';
}
