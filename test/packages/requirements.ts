import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { run } from '../lab/command.ts';
import { skipOrFail } from '../lab/lab-test.ts';
import { checkout } from '../lab/machine.ts';
import { installMissing, type Packages, whyNoLab } from '../lab/requirements.ts';
import { whyNoSystemd } from '../lab/systemd.ts';
import { makeNewer } from './newer.ts';

const programs: Packages = {
  debootstrap: 'debootstrap',
  'dpkg-deb': 'dpkg',
  nsenter: 'util-linux',
  readelf: 'binutils',
  rpm: 'rpm',
  unshare: 'util-linux',
};

export const dist = join(checkout, 'dist');

const maker = join(import.meta.dirname, 'make-roots.sh');

/** Where Debian's roots lie, outside of the checkout; another way to make them is another folder. */
export function rootsFolder(): string {
  const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
  const key = createHash('sha256').update(readFileSync(maker)).digest('hex');
  return join(caches, 'node-check', `debian-${key.slice(0, 12)}`);
}

/** Why packages cannot be made and tried on this machine, as a sentence; undefined if they can. */
export function whyNoPackages(): string | undefined {
  const obstacle = whyNoLab(programs) ?? whyNoSystemd();
  if (obstacle !== undefined) return obstacle;
  if (!hasGo()) return 'the packages need Go 1.26 or newer in PATH, for nfpm';
  if (!existsSync(join(dist, 'newer'))) return 'the packages are not there: npm run test:packages';
  return existsSync(rootsFolder())
    ? undefined
    : 'the roots of Debian are not there: npm run test:packages';
}

const hasGo = (): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, 'go')));

/** Installs programs, makes Debian's roots (the first time a minute or two) and the packages. */
export async function makeWhatIsMissing(say: (line: string) => void): Promise<void> {
  await installMissing(say, programs);
  if (whyNoLab(programs) !== undefined || !hasGo()) return;
  const folder = rootsFolder();
  if (!existsSync(folder)) {
    say('installing Debian into a folder (the first time only)');
    mkdirSync(dirname(folder), { recursive: true });
    await make(['bash', maker, folder]);
  }
  await make([process.execPath, join(checkout, 'packaging/packages.ts')]);
  await makeNewer();
}

/** Skips a test file, or fails it if asked to, where there can be no packages. */
export async function withPackages(t: Test, body: () => Promise<unknown>): Promise<void> {
  const obstacle = whyNoPackages();
  if (obstacle !== undefined) return skipOrFail(t, obstacle, 'packages');
  t.setTimeout(600_000);
  await body();
}

async function make(argv: readonly [string, ...string[]]): Promise<void> {
  const { code, stderr } = await run(argv, { deadlineMs: 30 * 60_000 });
  if (code !== 0) throw new Error(`${argv.join(' ')}: ended with ${code}\n${stderr}`);
}
