import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Test } from 'tap';
import { makeImage, whyNoImage } from '../cluster/image.ts';
import {
  buildProgram,
  findProgram,
  findPrograms,
  nodeProgramNames,
  type Programs,
} from '../cluster/programs.ts';
import * as cluster from '../cluster/requirements.ts';
import { run } from '../lab/command.ts';
import { skipOrFail } from '../lab/lab-test.ts';
import * as packages from '../packages/requirements.ts';

const maker = join(import.meta.dirname, 'make-root.sh');

/** Where the node's root lies, outside of the checkout; another way to make it is another folder. */
export function rootFolder(): string {
  const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
  const key = createHash('sha256').update(readFileSync(maker)).digest('hex');
  return join(caches, 'node-check', `node-${key.slice(0, 12)}`);
}

/** All that the cluster has, and what runs pods. */
export interface SitePrograms {
  readonly ofCluster: Programs;
  readonly ofNode: Readonly<Record<(typeof nodeProgramNames)[number], string>>;
}

export function findSitePrograms(): SitePrograms | undefined {
  const ofCluster = findPrograms();
  const [manager, scheduler, kubelet, cni] = nodeProgramNames.map(findProgram);
  if ('missing' in ofCluster || !(manager && scheduler && kubelet && cni)) return undefined;
  return {
    ofCluster,
    ofNode: {
      'kube-controller-manager': manager,
      'kube-scheduler': scheduler,
      kubelet,
      'flannel-cni': cni,
    },
  };
}

/** Why no operator can be played on this machine, as a sentence; undefined if one can. */
export function whyNoSite(): string | undefined {
  const obstacle = cluster.whyNoCluster() ?? whyNoImage() ?? packages.whyNoPackages();
  if (obstacle !== undefined) return obstacle;
  if (findSitePrograms() === undefined)
    return `a node needs ${nodeProgramNames.join(', ')}: in PATH, or built with Go by npm run test:operations`;
  return existsSync(rootFolder())
    ? undefined
    : "the node's root is not there: npm run test:operations";
}

/** The first time that takes a quarter of an hour, as the cluster's does. */
export async function makeWhatIsMissing(say: (line: string) => void): Promise<void> {
  await cluster.makeWhatIsMissing(say);
  await makeImage(say);
  await packages.makeWhatIsMissing(say);
  if (cluster.whyNoCluster() !== undefined || packages.whyNoPackages() !== undefined) return;
  for (const name of nodeProgramNames.filter((name) => findProgram(name) === undefined)) {
    say(`building ${name} (the first time only)`);
    await buildProgram(name);
  }
  const root = rootFolder();
  if (existsSync(root)) return;
  say('installing Debian as a node into a folder (the first time only)');
  mkdirSync(dirname(root), { recursive: true });
  const { code, stderr } = await run(['bash', maker, root], { deadlineMs: 15 * 60_000 });
  if (code !== 0) throw new Error(`the node's root cannot be made: ${stderr.trim()}`);
}

/** Skips a test file, or fails it if asked to, where there can be no site. */
export async function withOperations(t: Test, body: () => Promise<unknown>): Promise<void> {
  const obstacle = whyNoSite();
  if (obstacle !== undefined) return skipOrFail(t, obstacle, 'operations');
  t.setTimeout(900_000);
  await body();
}
