import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Architecture } from './stage.ts';

export interface PackageOptions {
  readonly format: 'deb' | 'rpm';
  readonly architecture: Architecture;
  readonly version: string;
  /** What the package holds; three levels below the repository's root. */
  readonly stage: string;
  /** The folder that the package is written to. */
  readonly target: string;
  /** Seconds since 1970: all times in the package. */
  readonly date: number;
}

const run = promisify(execFile);
const root = join(import.meta.dirname, '..');
const source = join(import.meta.dirname, 'nfpm');
const nfpm = join(root, 'dist/nfpm');

/** Needs Go; what was built before is built in no time. */
export async function buildNfpm(): Promise<void> {
  const program = 'github.com/goreleaser/nfpm/v2/cmd/nfpm';
  await run('go', ['build', '-C', source, '-trimpath', '-o', nfpm, program]);
}

/** Makes a package of nfpm/nfpm.yaml. */
export async function makePackage(options: PackageOptions): Promise<void> {
  const { format, architecture, version, stage, target, date } = options;
  const flags = ['--config', join(source, 'nfpm.yaml'), '--packager', format, '--target', target];
  await run(nfpm, ['package', ...flags], {
    cwd: stage,
    env: { ARCH: architecture, VERSION: version, SOURCE_DATE_EPOCH: String(date) },
  });
}
