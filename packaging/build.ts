// Makes dist/node-check: the bundled program in a copy of Node, one executable file.
import { globSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };
import { packIntoNode } from './executable.ts';

const root = join(import.meta.dirname, '..');
const executable = 'dist/node-check';
const bundle = 'dist/node-check.mjs';
const parts = ['build', 'executable', 'node-binary'].map((name) => `packaging/${name}.ts`);
const inputs = ['src/**', 'package.json', 'package-lock.json', ...parts];

// The program reads its version from package.json, and nothing else: the rest stays out of the bundle.
const versionOnly: Plugin = {
  name: 'version-only',
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === join(root, 'package.json')
        ? { contents: JSON.stringify({ version: manifest.version }), loader: 'json' }
        : undefined,
    );
  },
};

function isUpToDate(): boolean {
  const built = statSync(executable, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // A folder's own time tells of deleted files.
  return globSync(inputs).every((path) => statSync(path).mtimeMs <= built);
}

async function bundleProgram(): Promise<void> {
  const { metafile } = await build({
    entryPoints: ['src/main.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    minify: true,
    legalComments: 'external',
    metafile: true,
    // Packages in CommonJS ask for node's own modules through require, which an ES module lacks.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [versionOnly],
    logLevel: 'warning',
  });
  // Says whose licences and names go with a package.
  writeFileSync('dist/node-check.meta.json', JSON.stringify(metafile));
}

process.chdir(root);
if (!isUpToDate()) {
  const startedAt = new Date();
  await bundleProgram();
  packIntoNode(bundle, process.arch, executable);
  // What changed during the build makes the next one.
  utimesSync(executable, startedAt, startedAt);
}
