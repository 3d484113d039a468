import { setTimeout as delay } from 'node:timers/promises';

/** Resolves after the time in milliseconds, or at once when the signal aborts. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>;

export const pauseFor: Pause = (ms, signal) =>
  delay(ms, undefined, { signal }).catch(() => undefined);
