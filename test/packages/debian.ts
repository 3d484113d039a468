import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Ended, run } from '../lab/command.ts';
import { onMachine, startNamespaces } from '../lab/machine.ts';
import { makeCgroup, makeCgroups } from '../lab/systemd.ts';
import { dist, rootsFolder } from './requirements.ts';

/** A Debian of its own, without a network. */
export interface Debian {
  readonly pid: number;
  /** Runs lines of shell, as root. */
  run(lines: string): Promise<Ended>;
  /** The same, but a failure rejects with what was printed. Returns the standard output, trimmed. */
  take(lines: string): Promise<string>;
}

/**
 * minimal: as debootstrap leaves it; emulated: with qemu; image: with systemd, which does not run;
 * booted: it does; limited: and has the controllers of control groups.
 */
export type DebianKind = 'minimal' | 'emulated' | 'image' | 'booted' | 'limited';

/** What `body` does to it is gone with it. Our dist is its /dist. */
export async function withDebian(
  kind: DebianKind,
  body: (debian: Debian) => Promise<void>,
): Promise<void> {
  const name = `debian-${randomBytes(4).toString('hex')}`;
  const { debian, close } = await startDebian(name, {
    root: join(rootsFolder(), kind === 'minimal' || kind === 'emulated' ? kind : 'systemd'),
    binds: { [dist]: '/dist' },
    cgroups: cgroupsOf(kind, name),
  });
  try {
    await body(debian);
  } finally {
    await close();
  }
}

function cgroupsOf(kind: DebianKind, name: string): readonly string[] {
  if (kind === 'limited') return makeCgroups(name);
  return kind === 'booted' ? [makeCgroup(name)] : [];
}

interface Boot {
  /** The folder that it lies in. */
  readonly root: string;
  /** What it sees of ours, read-only: where it lies, and where it is seen. */
  readonly binds: Readonly<Record<string, string>>;
  /** If there are any, systemd is its init. */
  readonly cgroups: readonly string[];
}

/** Resolves when it has booted. */
export async function startDebian(
  name: string,
  { root, binds, cgroups }: Boot,
): Promise<{ debian: Debian; close(): Promise<void> }> {
  const targets = Object.entries(binds).map(([source, target]) => `${source}:${target}`);
  const script = [join(import.meta.dirname, 'boot.sh'), root, ...targets, '--'];
  const machine = await startNamespaces(name, script, cgroups);
  const debian = debianIn(machine.pid);
  if (cgroups.length > 0) await debian.take(untilBooted);
  return { debian, close: () => machine.close() };
}

const untilBooted = `
until [ -S /run/systemd/private ]; do sleep 0.05; done
systemctl is-system-running --wait || :`;

function debianIn(pid: number): Debian {
  const runLines = (lines: string) =>
    run(onMachine(pid, ['sh', '-ec', lines], { DEBIAN_FRONTEND: 'noninteractive' }), {
      deadlineMs: 120_000,
    });
  return {
    pid,
    run: runLines,
    async take(lines) {
      const { code, stdout, stderr } = await runLines(lines);
      if (code === 0) return stdout.trim();
      throw new Error(`${lines}\nended with ${code}: ${stdout}${stderr}`);
    },
  };
}

/** A command that lists what is on the disk, but for logs, caches and the package manager's own. */
export const listFiles = `find / -xdev ${['/var/cache', '/var/lib/dpkg', '/var/lib/rpm', '/var/log']
  .map((path) => `-path ${path} -prune -o`)
  .join(' ')} -print | sort`;
