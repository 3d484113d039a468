import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../lab/command.ts';
import { checkout } from '../lab/machine.ts';
import { installMissing, type Packages, whyNoLab } from '../lab/requirements.ts';

const packages: Packages = { debootstrap: 'debootstrap', jq: 'jq', runc: 'runc' };

const sources = [
  join(checkout, 'packaging/image/Dockerfile'),
  join(import.meta.dirname, 'image.sh'),
] as const;

/** Where the image's root file system lies, outside of the checkout; another Dockerfile has another. */
export function imageRoot(): string {
  const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
  const key = createHash('sha256').update(sources.map((file) => readFileSync(file)).join());
  return join(caches, 'node-check', `image-${key.digest('hex').slice(0, 12)}`);
}

/** Why the image cannot be run on this machine, as a sentence; undefined if it can. */
export function whyNoImage(): string | undefined {
  const obstacle = whyNoLab(packages);
  if (obstacle !== undefined) return obstacle;
  return existsSync(imageRoot())
    ? undefined
    : "the image's root is not there: npm run test:cluster";
}

/** The first time that takes a minute. */
export async function makeImage(say: (line: string) => void): Promise<void> {
  await installMissing(say, packages);
  const root = imageRoot();
  if (whyNoLab(packages) !== undefined || existsSync(root)) return;
  say('installing Debian into a folder, as the image has it (the first time only)');
  mkdirSync(dirname(root), { recursive: true });
  const [dockerfile, script] = sources;
  const { code, stderr } = await run(['bash', script, dockerfile, root], {
    deadlineMs: 15 * 60_000,
  });
  if (code !== 0) throw new Error(`the image's root cannot be made: ${stderr.trim()}`);
}
