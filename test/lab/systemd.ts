import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';

const prefix = 'node-check-lab-';

/** Where the machine has its control groups of version 2, if it has them. */
const cgroupRoot = (): string | undefined =>
  readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find(([, , type]) => type === 'cgroup2')?.[1];

/** Why no node of the lab can have systemd as its init; undefined if it can. */
export function whyNoSystemd(): string | undefined {
  if (!existsSync('/usr/lib/systemd/systemd') || !existsSync('/usr/bin/journalctl'))
    return 'nodes with systemd need it installed (Debian: systemd)';
  return cgroupRoot() === undefined
    ? 'nodes with systemd need a mounted cgroup2 file system'
    : undefined;
}

/** A control group for one machine: its systemd can reach no other. Returns its path. */
export function makeCgroup(name: string): string {
  const root = cgroupRoot();
  if (root === undefined) throw new Error('no cgroup2 file system is mounted');
  for (const stale of readdirSync(root).filter(isStale)) removeCgroup(join(root, stale));
  const path = join(root, `${prefix}${process.pid}-${name}`);
  mkdirSync(path);
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
