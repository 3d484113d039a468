import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parse } from 'yaml';
import { fileOn } from '../cluster/certificates.ts';
import { runOrThrow } from '../lab/command.ts';
import type { Lab } from '../lab/lab.ts';
import { onMachine } from '../lab/machine.ts';
import type { NodeName } from '../lab/shape.ts';

interface CloudConfig {
  readonly write_files: readonly {
    readonly path: string;
    readonly content: string;
    readonly permissions?: string;
  }[];
  readonly runcmd: readonly (readonly [string, ...string[]])[];
}

/** Does on a node with systemd what its cloud-init would with the shipped template's user data. */
export async function bootWith(userData: string, lab: Lab, node: NodeName): Promise<void> {
  const config: CloudConfig = parse(userData);
  const pid = lab.pids[node];
  const write = (path: string, content: string, mode: number) => {
    mkdirSync(dirname(fileOn(pid, path)), { recursive: true });
    writeFileSync(fileOn(pid, path), content, { mode });
  };
  // The lab's nodes have no units but their own; an ordinary one wants these.
  for (const name of ['sysinit', 'basic', 'shutdown', 'multi-user'])
    write(`/etc/systemd/system/${name}.target`, '[Unit]\nDefaultDependencies=no\n', 0o644);
  for (const { path, content, permissions = '0644' } of config.write_files)
    write(path, content, Number.parseInt(permissions, 8));
  for (const command of config.runcmd) await runOrThrow(onMachine(pid, command));
}
