import { readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** As many links as Linux follows in one path. */
const maxLinks = 40;

/** A name that is looked up in a folder on the way along a path. */
export interface PathStep {
  /** The host's, free of links. */
  readonly folder: string;
  readonly name: string;
  readonly isLink: boolean;
}

/**
 * Where the host's `path` lies under `hostRoot`, with each link followed as the host would do it:
 * an absolute link on the host must not lead to the container's own file. Rejects with ELOOP.
 */
export async function hostPath(hostRoot: string, path: string): Promise<string> {
  if (hostRoot === '') return path;
  const { reached } = await walk(hostRoot, path);
  return join(hostRoot, reached);
}

/** As hostPath, without the root in front, and how it got there; what is absent counts as a folder. */
export async function walk(
  hostRoot: string,
  path: string,
): Promise<{ readonly reached: string; readonly steps: readonly PathStep[] }> {
  let reached = '/';
  let links = 0;
  const steps: PathStep[] = [];
  const ahead = path.split('/');
  for (let name = ahead.shift(); name !== undefined; name = ahead.shift()) {
    const next = join('/', reached, name);
    const target = await linkTarget(join(hostRoot, next));
    steps.push({ folder: reached, name, isLink: target !== undefined });
    if (target === undefined) {
      reached = next;
      continue;
    }
    links += 1;
    if (links > maxLinks) throw Object.assign(new Error('too many links'), { code: 'ELOOP' });
    if (target.startsWith('/')) reached = '/';
    ahead.unshift(...target.split('/'));
  }
  return { reached, steps };
}

/** Undefined for what is no link, or is not there. */
export async function linkTarget(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch {
    return undefined;
  }
}
