import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../lab/command.ts';
import { checkout } from '../lab/machine.ts';
import { whyNotBuilt } from '../lab/node-check.ts';
import { installMissing, type Packages, whyNoLab } from '../lab/requirements.ts';

const packages: Packages = {
  buildah: 'buildah',
  debootstrap: 'debootstrap',
  jq: 'jq',
  runc: 'runc',
};

const dockerfile = join(checkout, 'packaging/image/Dockerfile');
const context = join(checkout, 'dist');
const script = join(import.meta.dirname, 'image.sh');

/** In its archive, and so wherever that is imported; as docs/operations.md has it. */
export const imageName = 'registry.example/node-check:0.1.0';

/** Outside of the checkout; of other files it is another folder. */
function cacheFolder(name: string, files: readonly string[]): string {
  const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
  const key = createHash('sha256');
  for (const file of files) key.update(readFileSync(file));
  return join(caches, 'node-check', `${name}-${key.digest('hex').slice(0, 12)}`);
}

const imageFolder = (): string =>
  cacheFolder('image', [dockerfile, script, join(context, 'node-check')]);

/** The image's root file system. */
export const imageRoot = (): string => join(imageFolder(), 'root');

/** The same image as `docker save` writes it, with its layers uncompressed. */
export const imageArchive = (): string => join(imageFolder(), 'image.tar');

/** Why the image cannot be run on this machine, as a sentence; undefined if it can. */
export function whyNoImage(): string | undefined {
  const obstacle = whyNoLab(packages) ?? whyNotBuilt();
  if (obstacle !== undefined) return obstacle;
  return existsSync(imageFolder())
    ? undefined
    : 'the image of this build is not there: npm run test:cluster';
}

/** The first time that takes a minute or two, with another executable some seconds. */
export async function makeImage(say: (line: string) => void): Promise<void> {
  await installMissing(say, packages);
  if (whyNoLab(packages) !== undefined || whyNotBuilt() !== undefined) return;
  const folder = imageFolder();
  if (existsSync(folder)) return;
  say('building the image (the first time that takes a minute or two)');
  const storage = cacheFolder('buildah', [script]);
  const { code, stderr } = await run(
    [
      ...(['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'] as const),
      ...['bash', script, dockerfile, context, imageName, storage, folder],
    ],
    { deadlineMs: 15 * 60_000 },
  );
  if (code !== 0) throw new Error(`the image cannot be built: ${stderr.trim()}`);
}
