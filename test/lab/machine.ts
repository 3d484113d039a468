import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeCgroup, removeCgroup } from './systemd.ts';

/** A machine of the lab: network, mount, PID and UTS namespaces around one process. */
export interface Machine {
  /** Of the `unshare` that made the namespaces; its child is the machine's PID 1. */
  readonly pid: number;
  /** Ends it with everything in it. */
  close(): Promise<void>;
}

/** The repository; read-only on every machine, at its own path. */
export const checkout = join(import.meta.dirname, '../..');

/**
 * It lives no longer than this process: its init waits on a pipe that only we hold, and when the
 * init goes the kernel ends what runs in the machine, with its interfaces, mounts and files.
 */
export const startMachine = (name: string, init?: 'systemd'): Promise<Machine> =>
  startNamespaces(
    name,
    [join(import.meta.dirname, 'shell/machine.sh'), checkout, name],
    init === undefined ? [] : [makeCgroup(name)],
  );

/** The same with another script; its last arguments are the control groups, which go with it. */
export async function startNamespaces(
  name: string,
  script: readonly string[],
  cgroups: readonly string[] = [],
): Promise<Machine> {
  const child = spawn(
    'unshare',
    ['--net', '--mount', '--pid', '--uts', '--fork', '--kill-child', '--mount-proc'].concat([
      ...['bash', ...script, ...cgroups],
    ]),
    { stdio: ['pipe', 'pipe', 'pipe'], detached: true },
  );
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const exited = once(child, 'exit');
  const ready = once(createInterface(child.stdout), 'line').then(() => true);
  if (!(await Promise.race([ready, exited.then(() => false)])) || child.pid === undefined) {
    throw new Error(`machine ${name} did not start: ${complaint}`);
  }
  const close = async () => {
    child.stdin.end();
    await exited;
    for (const path of cgroups) removeCgroup(path);
  };
  return { pid: child.pid, close };
}

/** A command line that runs `argv` on a machine, as root and with nothing of our environment. */
export function onMachine(
  pid: number,
  argv: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): [string, ...string[]] {
  const namespaces = `/proc/${pid}/ns`;
  const variables = { PATH: defaultPath, HOME: '/root', LANG: 'C.UTF-8', ...environment };
  return [
    'nsenter',
    `--net=${namespaces}/net`,
    `--mount=${namespaces}/mnt`,
    `--uts=${namespaces}/uts`,
    `--pid=${namespaces}/pid_for_children`,
    ...['env', '-i'],
    ...Object.entries(variables).map(([name, value]) => `${name}=${value}`),
    ...argv,
  ];
}

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
