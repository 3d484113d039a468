import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { Mistake, RawValue } from './option-value.ts';

/** The options of a YAML file by their dotted keys. */
export interface ConfigFile {
  readonly path: string;
  readonly entries: ReadonlyMap<string, RawValue>;
  readonly mistakes: readonly Mistake[];
}

/** More than a few follow from the first. */
const mistakesShown = 5;

/** Every scalar stays text, and aliases are refused, so that no file grows while it is read. */
export function parseConfigFile(path: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    // Pretty messages quote the file, which may hold credentials.
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  if (document.errors.length > 0) {
    const mistakes = document.errors
      .slice(0, mistakesShown)
      .map((error) => syntaxMistake(error, { path, lines }));
    return { path, entries: new Map(), mistakes };
  }
  if (document.contents === null || isMap(document.contents)) return flatten(path, document);
  const problem = 'expected options (key: value) at the top';
  return { path, entries: new Map(), mistakes: [{ where: path, problem }] };
}

function syntaxMistake(
  error: YAMLError,
  { path, lines }: { readonly path: string; readonly lines: LineCounter },
): Mistake {
  const { line, col } = lines.linePos(error.pos[0]);
  return { where: `${path}: line ${line}, column ${col}`, problem: problemOf(error.code) };
}
