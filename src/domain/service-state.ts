import type { Container, ContainerList, Unit } from './probes.ts';

/** Restarts that a service may have behind it and still count as starting normally. */
const restartsAllowed = 3;

/** A service that has run for so long has left its crashes behind. */
const settledAfterMs = 2 * 60_000;

/** Why a unit is held to be crash-looping, or undefined. */
export function crashLoopOfUnit(unit: Unit): string | undefined {
  const { name, subState, restarts, runningForMs } = unit;
  // systemd 254 has auto-restart-queued and failed-before-auto-restart, too.
  if (subState.includes('auto-restart'))
    return `unit ${name} waits for its next start after ${restarts ?? 'some'} restarts`;
  const young = runningForMs !== undefined && runningForMs < settledAfterMs;
  if (young && (restarts ?? 0) >= restartsAllowed)
    return `unit ${name} was restarted ${restarts} times and has run for ${Math.round(runningForMs / 1000)} s`;
  return undefined;
}

/** Why a container is held to be crash-looping, or undefined. */
export function crashLoopOfContainer(
  { containers }: ContainerList,
  names: readonly string[],
): string | undefined {
  const own = containers.filter(({ name }) => names.includes(name));
  if (own.some(({ state }) => state === 'running')) return undefined;
  const looping = own.find(
    ({ state, restarts }) => state === 'restarting' || restarts >= restartsAllowed,
  );
  return looping && describe(looping);
}

const describe = ({ runtime, name, restarts }: Container): string =>
  `${runtime} container ${name} does not stay up (${restarts} restarts)`;
