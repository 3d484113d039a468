import { type InspectColor, styleText } from 'node:util';
import { harmless } from './harmless.ts';

/** What a text is written on. */
export interface Screen {
  /** Colors, and marks beyond ASCII. */
  readonly color: boolean;
  /** In columns; without it nothing is wrapped or cut. */
  readonly width?: number | undefined;
}

type Tone = InspectColor | InspectColor[];

export interface Span {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

interface Paragraph {
  /** Stands before the text; the text's further lines are indented to it. */
  readonly lead: readonly Span[];
  /** May quote anything: it is made harmless here. */
  readonly text: string;
  readonly tone?: Tone | undefined;
  /** A text that is too long is cut instead of wrapped. */
  readonly cut?: boolean;
}

const leastRoom = 12;
const ellipsis = '...';

const paint = (screen: Screen, { text, tone }: Span): string =>
  screen.color && tone !== undefined && text !== ''
    ? styleText(tone, text, { validateStream: false })
    : text;

// Some pseudo-terminals say that they have 0 columns.
export const columnsOf = ({ width }: Screen): number =>
  width === undefined || width <= 0 ? Number.POSITIVE_INFINITY : width;

export function paragraph(screen: Screen, { lead, text, tone, cut }: Paragraph): readonly string[] {
  const indent = lead.reduce((columns, span) => columns + [...span.text].length, 0);
  const room = Math.max(leastRoom, columnsOf(screen) - indent);
  const lines = cut === true ? [clip(harmless(text), room)] : wrap(harmless(text), room);
  const start = lead.map((span) => paint(screen, span)).join('');
  return lines.map(
    (line, index) =>
      `${index === 0 ? start : ' '.repeat(indent)}${paint(screen, { text: line, tone })}`,
  );
}

function clip(text: string, room: number): string {
  const characters = [...text];
  return characters.length <= room
    ? text
    : `${characters.slice(0, room - ellipsis.length).join('')}${ellipsis}`;
}

/** Words longer than the room stay whole, so that a path or an address can still be copied. */
function wrap(text: string, room: number): readonly string[] {
  if ([...text].length <= room) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && [...longer].length > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
