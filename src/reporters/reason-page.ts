import type { ReasonPage } from '../domain/reason-pages.ts';
import { reasonSections } from './reason-sections.ts';
import { paragraph, type Screen } from './screen.ts';

/** What `node-check explain` prints. */
export function renderReasonPage(page: ReasonPage, screen: Screen): string {
  const place = [page.check ?? 'any check', page.condition].filter((part) => part !== undefined);
  const title = paragraph(screen, {
    lead: [{ text: `${page.reason} `, tone: 'bold' }],
    text: `(${place.join(', ')})`,
  });
  const sections = reasonSections(page).map(({ heading, lines }) => [
    ...paragraph(screen, { lead: [], text: heading, tone: 'bold' }),
    ...lines.flatMap((text) => paragraph(screen, { lead: [{ text: '  ' }], text })),
  ]);
  return `${[title, ...sections].map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
