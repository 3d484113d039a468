import { setImmediate as settled } from 'node:timers/promises';
import type { StartTimer } from '../../src/runner/timer.ts';

export interface VirtualTime {
  /** Milliseconds since it was made. */
  elapsed(): number;
  readonly startTimer: StartTimer;
  sleep(ms: number): Promise<void>;
  /** Lets this much time go by, with each timer at its moment. */
  pass(ms: number): Promise<void>;
  /** As `pass`, but nothing runs meanwhile: timers that became due come late. */
  standStill(ms: number): void;
}

export function createVirtualTime(): VirtualTime {
  let now = 0;
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>();
  const startTimer: StartTimer = (callback, delayMs) => {
    const timer = { at: now + delayMs, callback };
    timers.add(timer);
    return () => timers.delete(timer);
  };
  const fire = (until: number): boolean => {
    const [first] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
    if (first === undefined) return false;
    timers.delete(first);
    now = Math.max(now, first.at);
    first.callback();
    return true;
  };
  return {
    elapsed: () => now,
    startTimer,
    sleep: (ms) => new Promise((resolve) => startTimer(resolve, ms)),
    async pass(ms) {
      const until = now + ms;
      do await settled();
      while (fire(until));
      now = until;
    },
    standStill(ms) {
      now += ms;
    },
  };
}
