import { spawnSync } from 'node:child_process';
import { installMissing, type Packages } from '../lab/requirements.ts';

const packages: Packages = { chromium: 'chromium', w3m: 'w3m' };

/** Why there is no browser on this machine, as a sentence; undefined if there is one. */
export function whyNoBrowser(): string | undefined {
  const missing = Object.keys(packages).filter(
    (program) => spawnSync(program, ['--version'], { timeout: 30_000 }).error !== undefined,
  );
  return missing.length === 0
    ? undefined
    : `the page needs ${missing.join(', ')} (Debian packages of the same names)`;
}

export const installBrowsers = (say: (line: string) => void): Promise<void> =>
  installMissing(say, packages);
