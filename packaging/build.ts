// Makes dist/node-check: the bundled program in a copy of Node, one executable file; and the licences
// that go with it.
import { copyFileSync, globSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleProgram } from './bundle.ts';
import { bundledPackages } from './bundled-packages.ts';
import { packIntoNode } from './executable.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const root = join(import.meta.dirname, '..');
const executable = 'dist/node-check';
const bundle = 'dist/node-check.mjs';
const sources = ['src/**', 'package.json', 'package-lock.json', 'packaging/*.ts'];

function isUpToDate(): boolean {
  const built = statSync(executable, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  // A folder's own time tells of deleted files.
  return globSync(sources).every((path) => statSync(path).mtimeMs <= built);
}

async function bundleNodeCheck(): Promise<void> {
  const metafile = await bundleProgram('src/main.ts', bundle);
  // Whose licences have to go with it.
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : []));
  writeFileSync('dist/node-check.inputs.txt', used.join('\n'));
}

process.chdir(root);
if (!isUpToDate()) {
  const startedAt = new Date();
  await bundleNodeCheck();
  copyFileSync('LICENSE', 'dist/LICENSE');
  writeFileSync('dist/THIRD-PARTY-LICENSES.txt', thirdPartyLicenses(bundledPackages()));
  // Last, as its time tells that all is there.
  packIntoNode(bundle, process.arch, executable);
  // What changed during the build makes the next one.
  utimesSync(executable, startedAt, startedAt);
}
