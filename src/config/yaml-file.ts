import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Mistake, RawValue } from './option-value.ts';

/** The options of a YAML file by their dotted keys. */
export interface ConfigFile {
  readonly path: string;
  readonly entries: ReadonlyMap<string, RawValue>;
  readonly mistakes: readonly Mistake[];
}

/** More than a few follow from the first. */
const shownMistakes = 5;
const isName = /^[\w.-]+$/;
const noName = 'expected a key of letters, digits, - and .';
const noAlias = 'aliases are not read; put quotes around a text that starts with "*"';

/** Every scalar stays text. Aliases are refused, so that no file grows while it is read. */
export function parseConfigFile(path: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    stringKeys: true,
    // Pretty messages quote the file, which may hold credentials.
    prettyErrors: false,
    lineCounter: lines,
  });
  const faults = [...syntaxFaults(document)].slice(0, shownMistakes).map(({ offset, problem }) => {
    const { line, col } = lines.linePos(offset);
    return { where: `${path}: line ${line}, column ${col}`, problem };
  });
  if (faults.length > 0) return { path, entries: new Map(), mistakes: faults };
  if (isMap(document.contents)) return flatten(path, document.contents);
  const problem = 'expected options (key: value) at the top';
  const mistakes = document.contents === null ? [] : [{ where: path, problem }];
  return { path, entries: new Map(), mistakes };
}

interface Fault {
  readonly offset: number;
  readonly problem: string;
}

// The parser's messages quote the file, its codes do not.
function syntaxFaults(document: Document.Parsed): readonly Fault[] {
  const faults = document.errors.map(({ code, pos }) => ({
    offset: pos[0],
    problem:
      code === 'BAD_ALIAS' ? noAlias : `not valid YAML: ${code.replaceAll('_', ' ').toLowerCase()}`,
  }));
  // A document with errors may be nested too deeply to be walked.
  if (faults.length > 0) return faults;
  const note = ({ range }: Node, problem: string): void => {
    faults.push({ offset: Number(range?.[0]), problem });
  };
  visit(document, {
    Alias: (_, alias) => note(alias, noAlias),
    // A file of another format makes keys of its values, and keys are quoted in mistakes.
    Scalar(role, scalar) {
      if (role === 'key' && !isName.test(textOf(scalar))) note(scalar, noName);
    },
  });
  return faults;
}

/** Nested keys become dotted ones; a key written dotted in the file is the same option. */
function flatten(path: string, map: YAMLMap): ConfigFile {
  const entries = new Map<string, RawValue>();
  const mistakes: Mistake[] = [];
  for (const [key, raw] of entriesOf(map, '')) {
    if (entries.has(key)) mistakes.push({ where: `${path}: ${key}`, problem: 'given twice' });
    else entries.set(key, raw);
  }
  return { path, entries, mistakes };
}

const entriesOf = (map: YAMLMap, prefix: string): readonly (readonly [string, RawValue])[] =>
  map.items.flatMap(({ key, value }) => {
    const name = `${prefix}${textOf(key)}`;
    return isMap(value) ? entriesOf(value, `${name}.`) : [[name, rawOf(value)] as const];
  });

const rawOf = (node: unknown): RawValue =>
  isSeq(node) ? node.items.map((item) => (isScalar(item) ? textOf(item) : null)) : textOf(node);

const isNull = /^(?:~|null)$/i;

/** Empty for what YAML calls null. */
const textOf = (node: unknown): string =>
  isScalar<string>(node) && !(node.type === 'PLAIN' && isNull.test(node.value)) ? node.value : '';
