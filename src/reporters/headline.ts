import type { PlacedFinding, Report } from '../domain/report.ts';
import type { Status } from '../domain/verdict.ts';
import { harmless } from './harmless.ts';
import { openQuestions } from './open-questions.ts';

// node-problem-detector cuts a plugin's output after 80 bytes (its max_output_length).
const mostBytes = 80;
const mostNameBytes = 32;
const ellipsis = '...';

/** The outcome in one line of at most 80 bytes. */
export function headline(report: Report): string {
  const node = cutBytes(harmless(report.node), mostNameBytes);
  return cutBytes(`${node}: ${report.status}: ${harmless(outcome(report))}`, mostBytes);
}

function outcome(report: Report): string {
  if (report.rootCauses.length > 0) return summed('root causes', report.rootCauses);
  const open = openQuestions(report);
  return open.length > 0 ? summed('open questions', open) : counted(report);
}

function summed(what: string, findings: readonly PlacedFinding[]): string {
  const texts = new Set(findings.map(({ reason, message }) => `${reason} ${message}`));
  const reasons = new Set(findings.map(({ reason }) => reason));
  return texts.size === 1
    ? [...texts].join('')
    : `${texts.size} ${what}: ${[...reasons].join(', ')}`;
}

function counted({ results }: Report): string {
  const count = (status: Status) =>
    results.filter(({ verdict }) => verdict.status === status).length;
  const others = [
    { count: count('notApplicable'), what: 'not applicable' },
    { count: count('unknown'), what: 'answered otherwise' },
  ].filter((each) => each.count > 0);
  return [`${count('healthy')} checks ok`, ...others.map((o) => `${o.count} ${o.what}`)].join(', ');
}

function cutBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text;
  let kept = '';
  for (const character of text) {
    if (Buffer.byteLength(kept + character) > most - ellipsis.length) break;
    kept += character;
  }
  return `${kept}${ellipsis}`;
}
