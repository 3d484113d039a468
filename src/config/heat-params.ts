export type HeatParams = ReadonlyMap<string, string>;

export interface ParsedHeatParams {
  readonly params: HeatParams;
  /** How many lines are not KEY=value. */
  readonly skipped: number;
  /** Numbers of the lines whose value opens a quote that nothing closes. */
  readonly unterminated: readonly number[];
}

const emptyLine = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;
const key = /[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=(?:[ \t]+(?![ \t#]))?/y;
// Its end, or a part of a value: in double quotes, in single quotes, after a backslash, plain.
// Both sh and systemd read this file; where they differ (a blank in an unquoted value) it is
// systemd's reading, except that a comment ends the value.
const part =
  /([ \t]*(?:\n|$)|[ \t]+#[^\n]*(?:\n|$))|"([^"\\]*(?:\\.[^"\\]*)*)"|'([^']*)'|\\(.?)|([^\n"'\\ \t]+|[ \t]+)/sy;

/** Reads Magnum's heat-params as data: quotes and escapes are those of sh, nothing is expanded. */
export function parseHeatParams(file: string): ParsedHeatParams {
  const text = file.replaceAll('\r\n', '\n');
  const params = new Map<string, string>();
  const unterminated: number[] = [];
  let skipped = 0;
  for (let at = 0; at < text.length; ) {
    const name = matchAt(key, text, at);
    const value = name && valueAt(text, at + name[0].length);
    if (name?.[1] !== undefined && value) params.set(name[1], value.text);
    else if (name) unterminated.push(text.slice(0, at).split('\n').length);
    else if (!matchAt(emptyLine, text, at)) skipped += 1;
    at = value?.end ?? endOfLine(text, at);
  }
  return { params, skipped, unterminated };
}

/** The value and where its line ends; undefined when a quote stays open. */
function valueAt(text: string, start: number): { text: string; end: number } | undefined {
  let value = '';
  part.lastIndex = start;
  for (let match = part.exec(text); match !== null; match = part.exec(text)) {
    const [, end, double, single, escaped, plain] = match;
    if (end !== undefined) return { text: value, end: part.lastIndex };
    const inDouble = double?.replace(/\\(?:\n|(["\\$`]))/g, '$1');
    // A backslash at the end of a line joins it with the next.
    value += [inDouble, single, escaped?.replace('\n', ''), plain].join('');
  }
  return undefined;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline === -1 ? text.length : newline + 1;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
