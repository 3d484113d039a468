import type { ReasonPage } from '../domain/reason-pages.ts';
import { escapeMarkdown } from './markdown.ts';
import { type ReasonSection, reasonSections } from './reason-sections.ts';

const path = 'docs/runbook.md';
const introduction = `# Runbook

Every reason that node-check can give, in the order of the checks. \`node-check explain REASON\` prints the same without a network.
This page is generated from the checks by \`npm run docs\`: change it there.`;

/** docs/runbook.md; each reason has an anchor of its own name. */
export function renderRunbook(pages: readonly ReasonPage[]): string {
  const chapters = [...Map.groupBy(pages, chapterOf)];
  const contents = chapters.map(
    ([chapter, reasons]) => `- ${chapter}: ${reasons.map(({ reason }) => link(reason)).join(', ')}`,
  );
  const body = chapters.flatMap(([chapter, reasons]) => [`## ${chapter}`, ...reasons.map(entry)]);
  return `${[introduction, contents.join('\n'), ...body].join('\n\n')}\n`;
}

const chapterOf = ({ check = 'Any check', condition }: ReasonPage): string =>
  condition === undefined ? check : `${check} (${condition})`;

const link = (reason: string): string => `[${reason}](#${reason})`;

function entry(page: ReasonPage): string {
  const sections = reasonSections(page)
    .map(({ heading, ...section }) => ({ heading, text: textOf(section) }))
    .filter(({ text }) => text !== '')
    .map(({ heading, text }) => `**${heading}**\n${text}`);
  return [`<a id="${page.reason}"></a>`, `### ${page.reason}`, ...sections].join('\n\n');
}

function textOf({ kind, lines }: Omit<ReasonSection, 'heading'>): string {
  switch (kind) {
    case 'text':
      return lines.map(escapeMarkdown).join('\n');
    case 'steps':
      return lines.map(step).join('\n');
    case 'reasons':
      return lines.map(link).join(', ');
    case 'reference':
      return lines
        .filter((line) => line !== path)
        .map(reference)
        .join(', ');
  }
}

/** What begins with a capital is a sentence; the rest can be pasted into a shell. */
const step = (text: string): string =>
  /^[A-Z]/.test(text) ? escapeMarkdown(text) : `\`\`\`sh\n${text}\n\`\`\``;

const reference = (text: string): string =>
  /^https?:\/\/\S+$/.test(text) ? `<${text}>` : escapeMarkdown(text);
