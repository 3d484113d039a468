import { readFileSync } from 'node:fs';
import type { Metafile } from 'esbuild';

/** A package of npm that has code in the bundle. */
export interface BundledPackage {
  /** Where it lies, from the repository's root. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** In the order of their folders. */
export function bundledPackages({ outputs }: Metafile): readonly BundledPackage[] {
  const files = Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
  );
  const folders = files.flatMap((path) => packageFolder.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
    return { folder, name, version };
  });
}

const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
