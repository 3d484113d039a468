import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Lab } from './lab.ts';

/** The lab that `npm run lab -- up` has started, as the file tells the other commands. */
export interface LabState {
  /** The process that holds the lab. */
  readonly keeper: number;
  readonly lab: Lab;
}

const stateFile = '/run/node-check-lab.json';

export const writeState = (state: LabState): void =>
  writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 });

export const removeState = (): void => rmSync(stateFile, { force: true });

/** Undefined when no lab is up. A file that a crash left behind counts as none, and is removed. */
export function readState(): LabState | undefined {
  let state: LabState;
  try {
    state = JSON.parse(readFileSync(stateFile, 'utf8'));
  } catch {
    return undefined;
  }
  if (isKeeper(state.keeper)) return state;
  removeState();
  return undefined;
}

function isKeeper(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('test/lab/keeper.ts');
  } catch {
    return false;
  }
}
