// Makes dist/node-check: the bundled program in a copy of Node, one executable file.
import { execFileSync } from 'node:child_process';
import { globSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const executable = 'dist/node-check';
const bundle = 'dist/node-check.mjs';
const inputs = ['src/**', 'package.json', 'package-lock.json', 'packaging/build.ts'];

// With 1 MiB semispaces `--once` holds 33 MiB of anonymous memory at its peak, else 35. It is the one
// flag that costs no start: for any other V8 drops the compiled code of Node's own modules that is
// built into Node, which is 50 ms of `--once`. --optimize-for-size, besides, spares `--once` nothing
// and can hang it: at exit Node waits for V8's background compiler, and that for a collection that
// nobody does any more (4 of 60 runs with a flood of output; without the flag 0 of 400). What it is
// good for is a process that lives (after 150 rounds 40 MiB instead of 64), which can set it for
// itself with v8.setFlagsFromString once it runs.
const v8Flags = ['--max-semi-space-size=1'];

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
  await build({
    entryPoints: ['src/main.ts'],
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    minify: true,
    legalComments: 'external',
    // Packages in CommonJS ask for node's own modules through require, which an ES module lacks.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [versionOnly],
    logLevel: 'warning',
  });
}

function packIntoNode(): void {
  const config = {
    main: bundle,
    mainFormat: 'module',
    // A daemon executes the old file while this one is written, so it is replaced and not overwritten.
    output: `${executable}.new`,
    disableExperimentalSEAWarning: true,
    execArgv: v8Flags,
    // Else 1.5 MB of JavaScript are parsed at each start: 50 ms. It only fits the flags that made it.
    useCodeCache: true,
    // Else NODE_OPTIONS could load code into a process that runs as root.
    execArgvExtension: 'none',
  };
  writeFileSync('dist/sea.json', JSON.stringify(config));
  const node = `node_modules/node-linux-${process.arch}/bin/node`;
  // With another seed at each build the cache, and so the file, would never be the same twice.
  execFileSync(node, [...v8Flags, '--random-seed=1', '--build-sea', 'dist/sea.json'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  renameSync(config.output, executable);
}

process.chdir(root);
if (!isUpToDate()) {
  const startedAt = new Date();
  await bundleProgram();
  packIntoNode();
  // What changed during the build makes the next one.
  utimesSync(executable, startedAt, startedAt);
}
