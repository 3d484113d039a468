// node docs/terminal-picture.ts "<title>" < output > docs/x.svg: real terminal output as a picture.
import { readFileSync } from 'node:fs';
import { parseAnsi, type StyledRun } from './ansi-text.ts';

const character = { width: 8.4, height: 18, size: 14 };
const padding = 16;
const titleBar = 44;
const fewestColumns = 60;
const background = '#0d1117';
const foreground = '#e6edf3';
const fonts = 'ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace';
const palette = [
  ...['#6e7681', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  ...['#8b949e', '#ffa198', '#56d364', '#e3b341', '#79c0ff', '#d2a8ff', '#56d4dd', '#ffffff'],
];

/** An SVG of text with ANSI colors, as wide as its longest line. */
export function terminalPicture(title: string, output: string): string {
  const lines = parseAnsi(output);
  const columns = Math.max(fewestColumns, ...lines.map(columnsOf));
  const width = Math.ceil(columns * character.width + 2 * padding);
  const height = titleBar + lines.length * character.height + padding;
  const name = escapeXml(
    parseAnsi(title)
      .flat()
      .map(({ text }) => text)
      .join(' '),
  );
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${fonts}" font-size="${character.size}">`,
    `<title>${name}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${background}"/>`,
    `<text x="${width / 2}" y="26" text-anchor="middle" fill="#8b949e">${name}</text>`,
    ...lines.map(lineElement),
    '</svg>',
  ].join('\n')}\n`;
}

const columnsOf = (runs: readonly StyledRun[]): number =>
  runs.reduce((columns, { text }) => columns + [...text].length, 0);

function lineElement(runs: readonly StyledRun[], index: number): string {
  const y = titleBar + (index + 1) * character.height - 5;
  const spans = runs.map((run, position) => spanElement(run, columnsOf(runs.slice(0, position))));
  return `<text y="${y}" xml:space="preserve" style="white-space:pre">${spans.join('')}</text>`;
}

/** textLength keeps the columns in line whatever font the reader has. */
function spanElement({ text, color, bold, dim }: StyledRun, column: number): string {
  const length = ([...text].length * character.width).toFixed(1);
  const x = (padding + column * character.width).toFixed(1);
  const style = [
    ` fill="${color === undefined ? foreground : palette[color]}"`,
    bold ? ' font-weight="bold"' : '',
    dim ? ' fill-opacity="0.65"' : '',
  ].join('');
  return `<tspan x="${x}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style}>${escapeXml(text)}</tspan>`;
}

const escapeXml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

if (import.meta.main)
  process.stdout.write(terminalPicture(process.argv[2] ?? 'node-check', readFileSync(0, 'utf8')));
