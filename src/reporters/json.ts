import type { CheckResult, PlacedFinding, Report, RootCause } from '../domain/report.ts';
import { type Finding, findingsOf } from '../domain/verdict.ts';

/** The report for programs; docs/report.schema.json describes it. */
export const toJson = (report: Report): string => `${JSON.stringify(jsonShape(report), null, 2)}\n`;

export const jsonShape = (report: Report) => ({
  apiVersion: 'node-check/v1',
  node: report.node,
  startedAt: report.startedAt.toISOString(),
  durationMs: Math.round(report.durationMs),
  status: report.status,
  rootCauses: report.rootCauses.map(rootCause),
  conditions: report.conditions.map(({ type, status, reason, message }) => ({
    type,
    status,
    reason,
    message,
  })),
  checks: report.results.map(check),
});

const rootCause = ({ check, reason, subject, message, remedy, consequences }: RootCause) => ({
  check,
  reason,
  subject,
  message,
  remedy,
  consequences: consequences.map(consequence),
});

const consequence = ({ check, reason }: PlacedFinding) => ({ check, reason });

const finding = ({ reason, subject, message, evidence = [] }: Finding) => ({
  reason,
  subject,
  message,
  evidence,
});

function check({ name, condition, verdict, durationMs }: CheckResult) {
  const { reason, message } =
    verdict.status === 'healthy'
      ? { reason: undefined, message: verdict.message }
      : verdict.findings[0];
  return {
    name,
    condition,
    status: verdict.status,
    reason,
    message,
    durationMs: Math.round(durationMs),
    findings: findingsOf(verdict).map(finding),
  };
}
