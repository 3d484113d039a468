import type { DocumentedCheck } from '../domain/reason-pages.ts';
import { escapeMarkdown } from './markdown.ts';

export interface SummedCheck extends DocumentedCheck {
  readonly summary: string;
}

/** The README's table of checks; its links lead from the repository's root. */
export function renderCheckTable(checks: readonly SummedCheck[]): string {
  const rows = checks.map(({ name, condition, summary, reasons }) => {
    const links = Object.keys(reasons).map((reason) => `[${reason}](docs/runbook.md#${reason})`);
    return [`\`${name}\``, `\`${condition}\``, escapeMarkdown(summary), links.join(', ')];
  });
  const table = [
    ['Check', 'Condition', 'What it judges', 'Reasons'],
    ['---', '---', '---', '---'],
  ];
  return [...table, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
