import type { CheckResult } from '../domain/report.ts';
import type { Verdict } from '../domain/verdict.ts';
import { formatDuration } from './format-duration.ts';
import { markOf } from './marks.ts';
import { columnsOf, paragraph, type Screen, type Span } from './screen.ts';

// Below this the columns before the message leave no room for it: it goes on a line of its own.
const narrow = 60;
const gap = 2;

/** Every check in one row: mark, name, duration, and as much of the message as fits. */
export function resultTable(results: readonly CheckResult[], screen: Screen): readonly string[] {
  const rows = results.map(({ name, durationMs, verdict }) => ({
    verdict,
    mark: markOf(verdict.status, screen),
    name,
    duration: formatDuration(durationMs),
  }));
  const marks = longest(rows.map(({ mark }) => mark.text));
  const names = longest(rows.map(({ name }) => name));
  const durations = longest(rows.map(({ duration }) => duration));
  return rows.flatMap(({ verdict, mark, name, duration }) => {
    const lead = [
      { text: mark.text.padEnd(marks + 1), tone: mark.tone },
      { text: name.padEnd(names + gap) },
      { text: duration.padEnd(durations + gap), tone: 'dim' as const },
    ];
    return rowOf(verdict, lead, screen);
  });
}

const longest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map((text) => text.length));

function rowOf(verdict: Verdict, lead: readonly Span[], screen: Screen): readonly string[] {
  const message = { text: messageOf(verdict), cut: true };
  if (columnsOf(screen) >= narrow) return paragraph(screen, { ...message, lead });
  return [
    ...paragraph(screen, { lead, text: '' }).map((line) => line.trimEnd()),
    ...paragraph(screen, { ...message, lead: [{ text: '  ' }] }),
  ];
}

/** The first finding, and how many more there are; of a healthy check, what it saw. */
export function messageOf(verdict: Verdict): string {
  if (verdict.status === 'healthy') return verdict.message;
  const [{ reason, message, answeredBy }, ...others] = verdict.findings;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const answered = answeredBy === undefined ? '' : ` (but ${answeredBy})`;
  return `${reason}: ${message}${answered}${more}`;
}
