import { readFileSync } from 'node:fs';
import { lockedPackage } from './locked-packages.ts';

/** A package of npm that has code in the bundle. */
export interface BundledPackage {
  /** Where it lies, from the repository's root. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Those of the last build, in the order of their folders. */
export function bundledPackages(): readonly BundledPackage[] {
  const paths = readFileSync('dist/node-check.inputs.txt', 'utf8').split('\n');
  const folders = paths.flatMap((path) => packageFolder.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort().map((folder) => ({
    folder,
    name: folder.replace(/^.*node_modules\//, ''),
    version: lockedPackage(folder).version,
  }));
}

const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
