import { maskSecrets } from '../../domain/mask-secrets.ts';
import type { PlacedFinding, Report, RootCause } from '../../domain/report.ts';
import { harmless } from '../harmless.ts';
import { openQuestions } from '../open-questions.ts';

/** What Heat keeps with a signal, and shows as the wait condition's attribute `data`. */
interface ShortReport {
  readonly node: string;
  /** When the round began: ISO 8601. */
  readonly at: string;
  readonly status: Report['status'];
  readonly rootCauses: readonly object[];
  /** What could not be told. */
  readonly open: readonly object[];
}

const mostBytes = 16 * 1024;
const mostLetters = 400;

/** The report without evidence, secrets masked; what does not fit is left out, the last first. */
export function shortReport(report: Report): ShortReport {
  const short = {
    node: text(report.node),
    at: report.startedAt.toISOString(),
    status: report.status,
    rootCauses: report.rootCauses.map(rootCause),
    open: openQuestions(report).map(finding),
  };
  const room = mostBytes - sizeOf({ ...short, rootCauses: [], open: [] });
  const rootCauses = fitting(short.rootCauses, room);
  return { ...short, rootCauses, open: fitting(short.open, room - sizeOf(rootCauses)) };
}

const rootCause = ({ consequences, remedy, ...root }: RootCause) => ({
  ...finding(root),
  remedy: text(remedy),
  consequences: [...new Set(consequences.map(({ reason }) => reason))],
});

const finding = ({ check, reason, subject, message }: PlacedFinding) => ({
  check,
  reason,
  ...(subject !== undefined && { subject: text(subject) }),
  message: text(message),
});

const text = (given: string): string =>
  [...harmless(maskSecrets(given))].slice(0, mostLetters).join('');

function fitting<Item extends object>(items: readonly Item[], room: number): readonly Item[] {
  let left = room;
  const overflow = items.findIndex((item) => {
    left -= sizeOf(item) + 1;
    return left < 0;
  });
  return overflow === -1 ? items : items.slice(0, overflow);
}

const sizeOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));
