import { posix } from 'node:path';

export interface SourceFile {
  /** From the project's root, such as src/checks/pod-bridge.ts. */
  readonly path: string;
  readonly text: string;
}

/** layer → what its files may import: layers, single files of a layer, packages. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'main.ts': ['cli', 'node:*'],
  domain: [],
  checks: ['domain'],
  clients: ['domain', 'node:*', 'execa', 'undici', '@kubernetes/client-node'],
  probes: ['domain', 'clients', 'node:*', 'execa', 'ping', 'systeminformation', 'undici'],
  runner: ['domain', 'node:*'],
  reporters: ['domain', 'clients', 'node:*', 'undici', 'prom-client'],
  config: ['domain', 'checks/registry.ts', 'node:*', 'yaml', 'zod'],
  cli: [
    ...['domain', 'checks', 'clients', 'probes', 'runner', 'reporters', 'config'],
    ...['node:*', 'pino', '../package.json'],
  ],
};

const comments = /\/\*[\s\S]*?\*\/|\/\/.*/;
const texts = /`(?:\\.|[^`\\])*`|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/;

/** Texts are matched too, so that the slashes in 'http://…' start no comment. */
const withoutComments = (source: string): string =>
  source.replace(new RegExp(`${texts.source}|${comments.source}`, 'g'), (match) =>
    /^\/[/*]/.test(match) ? ' ' : match,
  );

const importing = /(?<![.\w$])(?:from\s*|import\s*\(?\s*|require\s*\(\s*)/;

/** Every specifier that the source imports or exports from, in any way; a computed one is `<computed>`. */
export function specifiersIn(source: string): string[] {
  const code = withoutComments(source);
  // A text that nothing imports is matched as a whole, so that what it says is not taken for code.
  const imports = new RegExp(`(${importing.source})?(${texts.source})`, 'g');
  const named = [...code.matchAll(imports)]
    .filter(([, keyword]) => keyword !== undefined)
    .map(([, , text = '']) => (text.startsWith('`') ? '<computed>' : text.slice(1, -1)));
  const computed = /(?<![.\w$])(?:import|require)\s*\(\s*[^'"`\s]/.test(withoutTexts(code));
  return computed ? [...named, '<computed>'] : named;
}

const withoutTexts = (code: string): string => code.replace(new RegExp(texts, 'g'), "''");

const layerOf = (pathInSource: string): string => pathInSource.split('/')[0] ?? '';

/** What is imported, as the table names it: a path below src, or a package without its subpath. */
function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith('.')) {
    return posix.relative('src', posix.join(posix.dirname(path), specifier));
  }
  if (specifier.startsWith('node:')) return 'node:*';
  const [scopeOrName = '', name] = specifier.split('/');
  return scopeOrName.startsWith('@') ? `${scopeOrName}/${name}` : scopeOrName;
}

/** Imports that the layer table forbids. */
export function importViolations({ path, text }: SourceFile): string[] {
  const layer = layerOf(posix.relative('src', path));
  const allowed = mayImport[layer];
  if (allowed === undefined) return [`src/${layer} is no layer`];
  return specifiersIn(text)
    .filter((specifier) => {
      const target = targetOf(path, specifier);
      const isPath = specifier.startsWith('.');
      if (isPath && layerOf(target) === layer) return false;
      return !allowed.includes(target) && !(isPath && allowed.includes(layerOf(target)));
    })
    .map((specifier) => `${layer} must not import ${specifier}`);
}

const forbidden: readonly {
  readonly what: RegExp;
  readonly problem: string;
  readonly except?: string;
}[] = [
  {
    what: /\bprocess\s*\.\s*(?:exit|exitCode|reallyExit|abort)\b/,
    problem: 'only main.ts ends the process and sets its exit code',
    except: 'src/main.ts',
  },
  {
    what: /\bprocess\s*\.\s*env\b/,
    problem: 'only config/environment.ts reads the environment',
    except: 'src/config/environment.ts',
  },
  {
    what: /\{[^{}]*\b(?:env|exit|abort)\b[^{}]*\}\s*(?:=|from)\s*(?:globalThis\.)?(?:process\b|'(?:node:)?process')/,
    problem: 'process is used whole, so that its uses are seen',
  },
  { what: /\bexport\s+default\b|\bas\s+default\b/, problem: 'there are no default exports' },
];

/** Things that belong to one file, or to none. */
export function usageViolations({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  const found = forbidden
    .filter(({ what, except }) => path !== except && what.test(code))
    .map(({ problem }) => problem);
  return /\b(?:c8|v8|istanbul|node:coverage|tap) (?:ignore|disable)/.test(text)
    ? [...found, 'nothing is hidden from coverage']
    : found;
}

const maxLines = 250;

export function sizeViolations({ text }: SourceFile): string[] {
  const lines = text.trimEnd().split('\n').length;
  return lines > maxLines ? [`has ${lines} lines, more than ${maxLines}`] : [];
}

export const mirrorOf = (path: string): string =>
  path.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts');

/** A mirror test imports its source file; main.ts, which does its work on import, is run instead. */
export function mirrorViolations(path: string, mirror: string | undefined): string[] {
  const test = mirrorOf(path);
  if (mirror === undefined) return [`${test} does not exist`];
  const imported = specifiersIn(mirror).map((name) => posix.join(posix.dirname(test), name));
  const isRun = path === 'src/main.ts' && withoutComments(mirror).includes(path);
  return imported.includes(path) || isRun ? [] : [`${test} does not import ${path}`];
}

/** Whether nothing of a file is left at run time but imports: there is nothing to test in it. */
export const isTypesOnly = (strippedText: string): boolean =>
  withoutComments(strippedText)
    .replace(/\b(?:import|export)\b[^;]*\bfrom\b[^;]*;|\bexport\s*\{\s*\}/g, '')
    .replaceAll(';', '')
    .trim() === '';
