import { stripVTControlCharacters } from 'node:util';

export interface StyledRun {
  readonly text: string;
  /** An index into the sixteen terminal colors; absent for the terminal's own. */
  readonly color?: number;
  readonly bold: boolean;
  readonly dim: boolean;
}

type Style = Omit<StyledRun, 'text'>;

const plain: Style = { bold: false, dim: false };
const tabWidth = 8;
const controlSequence = '\u001b\\[';
const styleSequence = new RegExp(`${controlSequence}([\\d;]*)m`);
// What XML cannot hold even as a reference.
const notXml = /[\p{Cs}\uFFFE\uFFFF]/gu;

/** Splits terminal output into lines of equally styled text; what is neither text nor a style is dropped. */
export function parseAnsi(output: string): readonly (readonly StyledRun[])[] {
  let style = plain;
  return output
    .replace(/\n+$/, '')
    .split(/\r*\n/)
    .map((line) => {
      const runs: StyledRun[] = [];
      for (const [index, part] of line.split(styleSequence).entries()) {
        if (index % 2 === 1) style = codesOf(part).reduce(applyCode, style);
        else if (part !== '') runs.push({ ...style, text: printable(part) });
      }
      return expandTabs(runs).filter(({ text }) => text !== '');
    });
}

// 38 and 48 are followed by a color's own numbers, which are no codes.
const codesOf = (sequence: string): readonly number[] =>
  /(^|;)[34]8;/.test(sequence) ? [] : sequence.split(';').map(Number);

const printable = (text: string): string =>
  stripVTControlCharacters(text)
    .replace(/[^\P{Cc}\t]/gu, '')
    .replace(notXml, '\uFFFD');

function expandTabs(runs: readonly StyledRun[]): readonly StyledRun[] {
  let column = 0;
  return runs.map((run) => {
    let text = '';
    for (const character of run.text) {
      const columns = character === '\t' ? tabWidth - (column % tabWidth) : 1;
      text += character === '\t' ? ' '.repeat(columns) : character;
      column += columns;
    }
    return { ...run, text };
  });
}

function applyCode(style: Style, code: number): Style {
  const { color: _, ...colorless } = style;
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  if (code === 39) return colorless;
  if (code >= 30 && code <= 37) return { ...style, color: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, color: code - 90 + 8 };
  return style;
}
