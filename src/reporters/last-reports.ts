import type { Report } from '../domain/report.ts';
import type { StatePiece } from '../domain/state-store.ts';
import { jsonShape } from './json.ts';

/** A report as JSON has it. */
export type KeptReport = Readonly<Record<string, unknown>>;

const most = 10;
/** So that a bundle need not cut them. */
const maxBytes = 128 * 1024;

/** The last reports that said something new, oldest first. */
export const lastReports: StatePiece<readonly KeptReport[]> = {
  name: 'reports',
  version: 1,
  parse: (value) =>
    Array.isArray(value) && value.length <= most && value.every(isReport) ? value : undefined,
};

const isReport = (value: unknown): value is KeptReport =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** With this report; undefined when it says what the newest kept one says. */
export function withReport(
  kept: readonly KeptReport[],
  report: Report,
): readonly KeptReport[] | undefined {
  const newest: KeptReport = jsonShape(report);
  const before = kept.at(-1);
  if (before !== undefined && gist(before) === gist(newest)) return undefined;
  let reports = [...kept, newest].slice(-most);
  while (reports.length > 1 && JSON.stringify(reports).length > maxBytes)
    reports = reports.slice(1);
  return reports;
}

/** What a report says, without its times and numbers that change with each round. */
function gist({ checks }: KeptReport): string {
  const gists = Array.isArray(checks) ? checks.map(gistOfCheck) : [];
  return JSON.stringify(gists);
}

const gistOfCheck = (check: unknown): unknown =>
  isReport(check) ? [check['name'], check['status'], gistOfFindings(check['findings'])] : [];

const gistOfFindings = (findings: unknown): unknown =>
  Array.isArray(findings)
    ? findings.map((finding: unknown) =>
        isReport(finding) ? [finding['reason'], finding['subject']] : [],
      )
    : [];
