import type { Clock } from '../domain/clock.ts';

/** This machine's clocks. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
};
