import type { CheckResult } from '../domain/report.ts';
import type { Verdict } from '../domain/verdict.ts';
import { formatDuration } from './format-duration.ts';
import { markOf } from './marks.ts';
import { columnsOf, paragraph, type Screen, type Span } from './screen.ts';

// Below this the columns before the message leave no room for it: it goes on a line of its own.
const narrow = 60;
const gap = 2;

/** Every check in one row: mark, name, duration, message. */
export function resultTable(results: readonly CheckResult[], screen: Screen): readonly string[] {
  const rows = results.map((result) => ({ result, cells: cellsOf(result, screen) }));
  const widths = [0, 1, 2].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => cells[column]?.text.length ?? 0)),
  );
  return rows.flatMap(({ result, cells }) => {
    const lead = cells.map(({ text, ...span }, column) => ({
      ...span,
      text: text.padEnd((widths[column] ?? 0) + (column === 0 ? 1 : gap)),
    }));
    return rowOf(result.verdict, lead, screen);
  });
}

const cellsOf = ({ name, durationMs, verdict }: CheckResult, screen: Screen): readonly Span[] => [
  markOf(verdict.status, screen),
  { text: name },
  { text: formatDuration(durationMs), tone: 'dim' },
];

function rowOf(verdict: Verdict, lead: readonly Span[], screen: Screen): readonly string[] {
  const text = messageOf(verdict);
  // What is well, or not judged here, may be cut: it is there to be skimmed.
  const cut = verdict.status === 'healthy' || verdict.status === 'notApplicable';
  if (columnsOf(screen) >= narrow) return paragraph(screen, { lead, text, cut });
  return [
    ...paragraph(screen, { lead, text: '' }).map((line) => line.trimEnd()),
    ...paragraph(screen, { lead: [{ text: '  ' }], text, cut }),
  ];
}

function messageOf(verdict: Verdict): string {
  if (verdict.status === 'healthy') return verdict.message;
  const [{ reason, message, answeredBy }, ...others] = verdict.findings;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const answered = answeredBy === undefined ? '' : ` (answered by ${answeredBy})`;
  return `${reason}: ${message}${answered}${more}`;
}
