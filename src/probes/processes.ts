import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '../domain/error-code.ts';
import type { Process, ProcessTable } from '../domain/probes.ts';
import { watchedProcesses } from '../domain/watched.ts';
import { bootedAt } from './boot.ts';
import { readStart } from './bounded-read.ts';
import { failedRead } from './failed-read.ts';
import { linkTarget } from './host-path.ts';
import { pathExists } from './path-exists.ts';
import {
  parseCommandLine,
  parseEnvironment,
  parseProcessStat,
  programName,
} from './process-files.ts';

/** The PID namespace that the kernel starts with has this fixed number. */
const initialNamespace = 'pid:[4026531836]';
const initPrograms = ['systemd', 'init', 'openrc-init', 'runit', 's6-svscan'];
const workers = 16;

interface Scan {
  readonly procRoot: string;
  readonly bootedAt: number;
  /** The host's network namespace, as a link under /proc names it. */
  readonly network: string | undefined;
}

/** `ownProc` serves where the host's /proc is not to be found under `hostRoot`. */
export async function processes(hostRoot: string, ownProc = '/proc'): Promise<ProcessTable> {
  const hostProc = join(hostRoot, '/proc');
  const hasHostProc = hostRoot !== '' && (await pathExists(join(hostProc, '1')));
  const procRoot = hasHostProc ? hostProc : ownProc;
  const [complete, booted, network, pids] = await Promise.all([
    seesHost(procRoot),
    bootedAt(procRoot),
    hostNetwork(procRoot),
    listPids(procRoot),
  ]);
  return { complete, processes: await readAll({ procRoot, bootedAt: booted, network }, pids) };
}

async function seesHost(procRoot: string): Promise<boolean> {
  const name = await textOf(join(procRoot, '1/comm'), 64).catch(() => undefined);
  // With hidepid other users' processes are not there, or cannot be read.
  if (name === undefined) return false;
  if (initPrograms.includes(name.trim())) return true;
  const ours = await linkTarget(join(procRoot, 'self/ns/pid'));
  const first = await linkTarget(join(procRoot, '1/ns/pid'));
  return ours === initialNamespace || first === initialNamespace;
}

/** That of the first process; where we may not look at that one, our own. */
const hostNetwork = async (procRoot: string): Promise<string | undefined> =>
  (await linkTarget(join(procRoot, '1/ns/net'))) ??
  (await linkTarget(join(procRoot, 'self/ns/net')));

async function listPids(procRoot: string): Promise<readonly string[]> {
  try {
    return (await readdir(procRoot)).filter((name) => /^\d+$/.test(name));
  } catch (cause) {
    throw failedRead(procRoot, cause);
  }
}

async function readAll(scan: Scan, pids: readonly string[]): Promise<readonly Process[]> {
  const found: Process[] = [];
  const left = pids[Symbol.iterator]();
  const work = async () => {
    for (const pid of left) {
      const process = await readProcess(scan, pid).catch(skipVanished);
      if (process !== undefined) found.push(process);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return found.sort((a, b) => a.pid - b.pid);
}

/** Undefined for a process that is not watched, is a zombie, or serves another node. */
async function readProcess(scan: Scan, pid: string): Promise<Process | undefined> {
  const folder = join(scan.procRoot, pid);
  const args = parseCommandLine(await textOf(join(folder, 'cmdline'), 16 * 1024));
  const name = programName(args);
  if (!watchedProcesses.includes(name)) return undefined;
  // A node that runs in a container of this machine (kind, k3d) has a flanneld of its own.
  const network = await linkTarget(join(folder, 'ns/net'));
  const known = network !== undefined && scan.network !== undefined;
  if (known && network !== scan.network) return undefined;

  const stat = parseProcessStat(await textOf(join(folder, 'stat'), 4 * 1024));
  if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return undefined;
  const environ = await textOf(join(folder, 'environ'), 64 * 1024).catch(() => '');
  return {
    pid: Number(pid),
    name,
    args,
    environment: parseEnvironment(environ),
    stopped: stat.state === 'T',
    startedAt: scan.bootedAt + stat.startTicks * 10,
  };
}

/** Anything but a process that has ended, or is hidden from us, would be taken for its absence. */
function skipVanished(cause: unknown): undefined {
  if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(cause))) return undefined;
  throw failedRead('the processes', cause);
}

const textOf = async (path: string, limit: number): Promise<string> =>
  (await readStart(path, limit)).toString('utf8');
