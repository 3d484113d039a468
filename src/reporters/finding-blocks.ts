import type { RootCause } from '../domain/report.ts';
import type { Status } from '../domain/verdict.ts';
import { markOf } from './marks.ts';
import { paragraph, type Screen, type Span } from './screen.ts';

export type Block = readonly string[];

const mostLines = 10;
const labelWidth = 10;

/** What a person has to know of each fault or open question; a reason is told once for all its subjects. */
export function findingBlocks(
  screen: Screen,
  status: Status,
  findings: readonly RootCause[],
): readonly Block[] {
  const byReason = Map.groupBy(findings, ({ reason }) => reason);
  return [...byReason].map(([reason, same]) => {
    const checks = new Set(same.map(({ check }) => check));
    return [
      ...paragraph(screen, {
        lead: title(screen, status, reason),
        text: `(${[...checks].join(', ')})`,
      }),
      ...bodyOf(screen, same),
      ...labelled(screen, { text: 'more' }, [`node-check explain ${reason}`]),
    ];
  });
}

function title(screen: Screen, status: Status, reason: string): readonly Span[] {
  const { text, tone } = markOf(status, screen);
  return [
    { text: `${text} `, tone },
    { text: `${reason} `, tone: 'bold' },
  ];
}

function bodyOf(screen: Screen, findings: readonly RootCause[]): Block {
  const consequences = findings.flatMap((finding) => finding.consequences);
  const leadsTo = capped(consequences.map(({ check, reason }) => `${reason} (${check})`));
  const messages = capped(findings.map(({ message }) => message));
  const evidence = capped(findings.flatMap((finding) => finding.evidence));
  const remedies = capped(findings.map(({ remedy }) => remedy));
  return [
    ...messages.flatMap((text) => paragraph(screen, { lead: [{ text: '  ' }], text })),
    ...labelled(screen, { text: 'evidence' }, evidence),
    ...labelled(screen, { text: 'leads to' }, leadsTo.length === 0 ? [] : [leadsTo.join(', ')]),
    ...labelled(screen, { text: 'fix', tone: 'bold' }, remedies),
  ];
}

function labelled(screen: Screen, label: Span, texts: readonly string[]): Block {
  return texts.flatMap((text, index) => {
    const shown = `  ${(index === 0 ? label.text : '').padEnd(labelWidth)}`;
    return paragraph(screen, { ...label, lead: [{ text: shown, tone: 'dim' }], text });
  });
}

/** Each text once; a long list is cut, and says so (the JSON report has all of it). */
export function capped(texts: readonly string[]): readonly string[] {
  const distinct = [...new Set(texts)].filter((text) => text !== '');
  const rest = distinct.length - mostLines;
  return rest <= 1 ? distinct : [...distinct.slice(0, mostLines), `and ${rest} more`];
}
