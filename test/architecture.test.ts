import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import t from 'tap';
import {
  importViolations,
  isTypesOnly,
  mirrorOf,
  mirrorViolations,
  sizeViolations,
  specifiersIn,
  usageViolations,
} from './support/architecture-rules.ts';

/** Lists of names and of other files: nothing that a test could run. */
const lists = ['src/checks/registry.ts', 'src/domain/probes.ts'];

const topLevel = [
  ...['.ci', '.git', '.gitignore', '.oxlintrc.json', 'ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE'],
  ...['README.md', 'biome.json', 'docs', 'package-lock.json', 'package.json', 'packaging', 'src'],
  ...['systemd', 'test', 'tsconfig.json'],
];

const read = (path: string): string => readFileSync(path, 'utf8');

for (const path of globSync('src/**/*.ts')) {
  const file = { path, text: read(path) };
  t.test(`${path} keeps to the architecture`, async (t) => {
    t.same(importViolations(file), []);
    t.same(usageViolations(file), []);
    t.same(sizeViolations(file), []);
    if (lists.includes(path) || isTypesOnly(stripTypeScriptTypes(file.text))) return;
    const mirror = mirrorOf(path);
    t.same(mirrorViolations(path, existsSync(mirror) ? read(mirror) : undefined), []);
  });
}

t.test('the files that need no test are there', async (t) => {
  for (const path of lists) t.ok(existsSync(path), path);
});

t.test('the top level holds nothing else', async (t) => {
  const ignored = read('.gitignore')
    .split('\n')
    .map((line) => line.replaceAll('/', ''));
  const others = readdirSync('.').filter((name) => ![...topLevel, ...ignored].includes(name));
  t.same(others, []);
});

t.test('every way of importing is seen, and nothing else', async (t) => {
  const source = `
    import a from 'a';
    import type { B } from "b";
    import {
      c, // from 'not-this'
    } from 'c';
    import * as d from'd';
    import 'e';
    import f = require('f');
    export { g } from 'g';
    export * from './h.ts';
    const i = await import( /* from 'nor-this' */ 'i');
    let j: import('j').J;
    const k = import(\`k\`);
    const l = import(path);
    const url = 'http://x/'; import m from 'm';
    const text = "came from 'nowhere'"; const other = \`from '\${text}'\`;
    cache.import('n'); import.meta.url; array.from('o');
  `;
  t.same(specifiersIn(source), [
    ...['a', 'b', 'c', 'd', 'e', 'f', 'g', './h.ts', 'i', 'j', '<computed>', 'm', '<computed>'],
  ]);
});

const forbiddenImports = [
  ['src/domain/a.ts', 'node:util'],
  ['src/domain/a.ts', '../checks/b.ts'],
  ['src/domain/deep/a.ts', '../../runner/b.ts'],
  ['src/checks/a.ts', '../probes/b.ts'],
  ['src/checks/a.ts', 'node:fs'],
  ['src/checks/facts/a.ts', '../../clients/b.ts'],
  ['src/clients/a.ts', '../probes/b.ts'],
  ['src/clients/a.ts', 'ping'],
  ['src/probes/a.ts', '../checks/b.ts'],
  ['src/probes/a.ts', 'yaml'],
  ['src/runner/a.ts', '../checks/registry.ts'],
  ['src/runner/a.ts', '../clients/b.ts'],
  ['src/reporters/a.ts', '../checks/registry.ts'],
  ['src/reporters/http/a.ts', '../../config/b.ts'],
  ['src/reporters/a.ts', 'pino'],
  ['src/config/a.ts', '../checks/pod-bridge.ts'],
  ['src/config/a.ts', 'execa'],
  ['src/cli/a.ts', '../main.ts'],
  ['src/cli/a.ts', 'zod'],
  ['src/cli/a.ts', '../../test/support/fake.ts'],
  ['src/main.ts', './runner/a.ts'],
  ['src/main.ts', 'pino'],
  ['src/elsewhere/a.ts', './b.ts'],
  ['src/stray.ts', './cli/run.ts'],
] as const;

for (const [path, specifier] of forbiddenImports) {
  t.test(`${path} must not import ${specifier}`, async (t) => {
    for (const text of [`import { x } from '${specifier}';`, `await import('${specifier}');`]) {
      t.equal(importViolations({ path, text }).length, 1);
    }
  });
}

const allowedImports = [
  ['src/checks/a.ts', './facts/b.ts'],
  ['src/checks/facts/a.ts', '../../domain/b.ts'],
  ['src/clients/a.ts', 'node:timers/promises'],
  ['src/reporters/http/a.ts', '../headline.ts'],
  ['src/config/a.ts', '../checks/registry.ts'],
  ['src/config/a.ts', 'zod/mini'],
  ['src/cli/a.ts', '../../package.json'],
  ['src/main.ts', './cli/run.ts'],
] as const;

for (const [path, specifier] of allowedImports) {
  t.test(`${path} may import ${specifier}`, async (t) => {
    t.same(importViolations({ path, text: `import { x } from '${specifier}';` }), []);
  });
}

const forbiddenCode = [
  'process.exit(1);',
  'process.exitCode = 1;',
  "const home = process.env['HOME'];",
  "import { env } from 'node:process';",
  'const { exit } = process;',
  'export default 1;',
  'export { a as default };',
  '/* c8 ignore next */',
];

for (const text of forbiddenCode) {
  t.test(`${text} has no place in a check`, async (t) => {
    t.equal(usageViolations({ path: 'src/checks/a.ts', text }).length, 1);
  });
}

t.test('the files that own the exit code and the environment may use them', async (t) => {
  t.same(usageViolations({ path: 'src/main.ts', text: 'process.exit(await run());' }), []);
  t.same(usageViolations({ path: 'src/config/environment.ts', text: 'x(process.env);' }), []);
  t.same(usageViolations({ path: 'src/cli/a.ts', text: '// process.exit\nprocess.stdout;' }), []);
});

t.test('a file may have 250 lines', async (t) => {
  const path = 'src/cli/a.ts';
  t.same(sizeViolations({ path, text: 'x\n'.repeat(250) }), []);
  t.same(sizeViolations({ path, text: 'x\n'.repeat(251) }), ['has 251 lines, more than 250']);
});

t.test('a source file needs a test that imports it', async (t) => {
  const path = 'src/checks/a.ts';
  t.same(mirrorViolations(path, undefined), ['test/checks/a.test.ts does not exist']);
  t.same(mirrorViolations(path, "import { a } from '../../src/checks/a.ts';"), []);
  t.equal(mirrorViolations(path, "// import '../../src/checks/a.ts';").length, 1);
  t.equal(mirrorViolations(path, "import { b } from '../../src/checks/b.ts';").length, 1);
  t.same(mirrorViolations('src/main.ts', "run('src/main.ts');"), []);
});

t.test('only a file of types needs no test', async (t) => {
  t.ok(isTypesOnly("import { a } from './a.ts';\n// why\nexport {};"));
  t.notOk(isTypesOnly('export const a = 1;'));
  t.notOk(isTypesOnly("export const a = 1;\nimport { b } from './b.ts';"));
});
