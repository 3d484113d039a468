import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { dist } from './requirements.ts';

export const packages = join(dist, 'packages');

/** Runs lines of shell in dist/packages. Returns their standard output, trimmed. */
export const shell = (lines: string): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', lines], {
    cwd: packages,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  }).trim();
