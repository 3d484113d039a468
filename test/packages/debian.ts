import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Ended, run } from '../lab/command.ts';
import { onMachine, startNamespaces } from '../lab/machine.ts';
import { dist, rootsFolder } from './requirements.ts';

/** A Debian of its own, without a network; our dist is its /dist. */
export interface Debian {
  /** Runs lines of shell, as root. */
  run(lines: string): Promise<Ended>;
  /** The same, but a failure rejects with what was printed. Returns the standard output, trimmed. */
  take(lines: string): Promise<string>;
}

/** minimal: as debootstrap leaves it; image: with systemd, which does not run; booted: it does. */
export type DebianKind = 'minimal' | 'image' | 'booted';

/** What `body` does to it is gone with it. */
export async function withDebian(
  kind: DebianKind,
  body: (debian: Debian) => Promise<void>,
): Promise<void> {
  const root = join(rootsFolder(), kind === 'minimal' ? 'minimal' : 'systemd');
  const script = [join(import.meta.dirname, 'boot.sh'), root, dist];
  const init = kind === 'booted' ? 'systemd' : undefined;
  const name = `debian-${randomBytes(4).toString('hex')}`;
  const machine = await startNamespaces(name, script, init);
  const debian = debianIn(machine.pid);
  try {
    if (init !== undefined) await debian.take(untilBooted);
    await body(debian);
  } finally {
    await machine.close();
  }
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
