import type { Unit } from './probes.ts';

/** Why a unit is held to be down, or undefined. One that nobody enabled need not run, but if it was started it must not fail. */
export function downOfUnit(unit: Unit): string | undefined {
  const { name, activeState, oneshot, unitFileState = '', restarts = 0 } = unit;
  if (activeState === 'inactive' && oneshot !== true && unitFileState.startsWith('enabled'))
    return `unit ${name} is enabled and does not run`;
  if (activeState !== 'failed') return undefined;
  const { result = 'no result', exitStatus = 'unknown' } = unit;
  const after = restarts === 0 ? '' : ` after ${restarts} restarts`;
  return `unit ${name} has failed${after} (${result}, status ${exitStatus})`;
}

/** Of the units that this one requires, directly or not, one that does not run. */
export function blockingUnit(
  { name: own, requires }: Unit,
  units: readonly Unit[],
): Unit | undefined {
  const required = new Set(requires);
  // What is added to a set while it is walked is walked too, and nothing twice.
  for (const name of required) {
    const found = units.find((other) => other.name === name);
    if (found !== undefined && name !== own && isDown(found)) return found;
    for (const deeper of found?.requires ?? []) required.add(deeper);
  }
  return undefined;
}

/** Whoever requires a unit has it started, so it counts even if nobody enabled it. */
const isDown = ({ activeState, subState, oneshot }: Unit): boolean =>
  activeState === 'failed' ||
  subState.includes('auto-restart') ||
  (activeState === 'inactive' && oneshot !== true);
