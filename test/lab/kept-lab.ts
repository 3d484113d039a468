import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Lab } from './lab.ts';
import type { LabShape } from './shape.ts';

/** A lab that a process of its own holds, so that it stays while commands come and go. */
export interface KeptLab {
  /** That process; to end it is to end the lab. */
  readonly keeper: number;
  readonly lab: Lab;
}

/** Resolves when the lab is up; undefined if it does not start, after the keeper has said why. */
export async function startKeeper(
  shape: LabShape,
): Promise<(KeptLab & { readonly child: ChildProcess }) | undefined> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'keeper.ts'), shape.backend, shape.bridge, shape.init ?? ''],
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  child.stderr.pipe(process.stderr);
  const ended = once(child, 'exit').then(() => undefined);
  const line = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (line === undefined || child.pid === undefined) return undefined;
  // What it kept open would keep whoever reads our output waiting for two hours.
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  return { keeper: child.pid, lab: JSON.parse(String(line[0])), child };
}

const file = '/run/node-check-lab.json';

export const remember = ({ keeper, lab }: KeptLab): void =>
  writeFileSync(file, JSON.stringify({ keeper, lab }), { mode: 0o600 });

/** The lab that is up. What the file tells of a keeper that has gone counts for nothing. */
export function recall(): KeptLab | undefined {
  let kept: KeptLab;
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
  if (isRunning(kept.keeper)) return kept;
  rmSync(file, { force: true });
  return undefined;
}

/** Not merely some process with that id. */
function isRunning(keeper: number): boolean {
  try {
    return readFileSync(`/proc/${keeper}/cmdline`, 'utf8').includes('test/lab/keeper.ts');
  } catch {
    return false;
  }
}
