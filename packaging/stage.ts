import { chmodSync, copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checks } from '../src/checks/registry.ts';
import { optionsFor } from '../src/config/options.ts';
import { exampleConfig } from './example-config.ts';
import { packIntoNode } from './executable.ts';

/** Each with Node's name for it. */
const architectures = { amd64: 'x64', arm64: 'arm64' } as const;

export type Architecture = keyof typeof architectures;

const copied = [
  ...['README.md', 'CHANGELOG.md', 'packaging/nfpm/environment'],
  ...['dist/LICENSE', 'dist/THIRD-PARTY-LICENSES.txt'],
  ...['systemd/node-check.service', 'systemd/50-node-check.preset'],
];

/** Puts what a package holds into a new folder, of the program that was built last. */
export function fillStage(folder: string, architecture: Architecture): void {
  mkdirSync(folder, { recursive: true });
  for (const path of copied) copyFileSync(path, join(folder, basename(path)));
  writeFileSync(join(folder, 'config.yaml'), exampleConfig(optionsFor(checks)));
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  putExecutable(join(folder, 'node-check'), architectures[architecture]);
}

function putExecutable(path: string, architecture: string): void {
  if (architecture === process.arch) copyFileSync('dist/node-check', path);
  else packIntoNode('dist/node-check.mjs', architecture, path);
  chmodSync(path, 0o755);
}
