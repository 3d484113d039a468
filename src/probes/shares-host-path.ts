import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hostPath } from './host-path.ts';

/**
 * Whether a program that we start finds the host's own at this path: in a container it would find
 * the container's, unless the host's is mounted there as well. `ownRoot` is this machine's root.
 */
export async function sharesHostPath(
  hostRoot: string,
  path: string,
  ownRoot = '',
): Promise<boolean> {
  if (hostRoot === '') return true;
  const paths = [await hostPath(hostRoot, path), join(ownRoot, path)];
  const [host, own] = await Promise.all(paths.map((each) => stat(each).catch(() => undefined)));
  return host !== undefined && host.dev === own?.dev && host.ino === own.ino;
}
