import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CommandLine } from './cost.ts';

export const cgroupVersions = ['v1', 'v2'] as const;
export type CgroupVersion = (typeof cgroupVersions)[number];

/** A control group that holds what runs in it to so much memory, page cache included. */
export interface MemoryCgroup {
  /** The command line that runs another one in it. */
  around(argv: CommandLine): CommandLine;
  /** How many processes the kernel has killed for want of memory. */
  killed(): number;
  close(): void;
}

interface Files {
  readonly limit: string;
  /** Has a line "oom_kill N". */
  readonly kills: string;
}

const files: Readonly<Record<CgroupVersion, Files>> = {
  v1: { limit: 'memory.limit_in_bytes', kills: 'memory.oom_control' },
  v2: { limit: 'memory.max', kills: 'memory.events' },
};

/** Or why this machine has none of that version. */
export function makeMemoryCgroup(version: CgroupVersion, bytes: number): MemoryCgroup | string {
  const root = rootOf(version);
  if (root === undefined) return `no cgroup ${version} with the memory controller is mounted`;
  const path = join(root, `node-check-bench-${process.pid}`);
  const { limit, kills } = files[version];
  mkdirSync(path);
  writeFileSync(join(path, limit), String(bytes));
  return {
    around: (argv) => ['bash', '-c', 'echo $$ >"$0/cgroup.procs" && exec "$@"', path, ...argv],
    killed: () => Number(/^oom_kill (\d+)/m.exec(readFileSync(join(path, kills), 'utf8'))?.[1]),
    close: () => rmdirSync(path),
  };
}

function rootOf(version: CgroupVersion): string | undefined {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '));
  const find = (type: string, isIt: (path: string, options: string) => boolean) =>
    mounts.find(([, path = '', its, options = '']) => its === type && isIt(path, options))?.[1];
  return version === 'v1'
    ? find('cgroup', (_, options) => options.split(',').includes('memory'))
    : find('cgroup2', (path) => isHandedDown(path));
}

/** A group of the second version has the controllers that the one above it hands down. */
function isHandedDown(path: string): boolean {
  const handedDown = join(path, 'cgroup.subtree_control');
  return existsSync(handedDown) && readFileSync(handedDown, 'utf8').split(/\s/).includes('memory');
}
