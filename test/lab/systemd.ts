import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

const prefix = 'node-check-lab-';

/** Where the machine has its control groups: one hierarchy of version 2, several of version 1. */
const hierarchies = (type: 'cgroup' | 'cgroup2'): readonly string[] =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , found]) => found === type)
    .map(([, path = '']) => path);

/** Why no node of the lab can have systemd as its init; undefined if it can. */
export function whyNoSystemd(): string | undefined {
  if (!existsSync('/usr/lib/systemd/systemd') || !existsSync('/usr/bin/journalctl'))
    return 'nodes with systemd need it installed (Debian: systemd)';
  return hierarchies('cgroup2').length === 0
    ? 'nodes with systemd need a mounted cgroup2 file system'
    : undefined;
}

/** A control group for one machine: its systemd can reach no other. Returns its path. */
export function makeCgroup(name: string): string {
  const [root] = hierarchies('cgroup2');
  if (root === undefined) throw new Error('no cgroup2 file system is mounted');
  return makeIn(root, name);
}

/**
 * The same with controllers, so that limits hold. Where version 1 still has them, that is a group in
 * each of its hierarchies.
 */
export function makeCgroups(name: string): readonly string[] {
  const roots = hierarchies('cgroup');
  return roots.length === 0 ? [makeCgroup(name)] : roots.map((root) => makeIn(root, name));
}

function makeIn(root: string, name: string): string {
  for (const stale of readdirSync(root).filter(isStale)) removeCgroup(join(root, stale));
  const path = join(root, `${prefix}${process.pid}-${name}`);
  mkdirSync(path);
  // Of version 1: until these are set, no process may enter.
  for (const file of ['cpuset.cpus', 'cpuset.mems'].filter((file) => existsSync(join(path, file))))
    writeFileSync(join(path, file), readFileSync(join(root, file)));
  return path;
}

/** Its holder was killed: unlike all else of a lab, control groups do not go by themselves. */
function isStale(name: string): boolean {
  const holder = name.startsWith(prefix) ? name.slice(prefix.length).split('-')[0] : undefined;
  return holder !== undefined && !existsSync(`/proc/${holder}`);
}

/** Once all its processes have ended. */
export function removeCgroup(path: string): void {
  for (const entry of readdirSync(path, { withFileTypes: true }))
    if (entry.isDirectory()) removeCgroup(join(path, entry.name));
  rmdirSync(path);
}
