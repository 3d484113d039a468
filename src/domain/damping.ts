const minuteMs = 60_000;

/** A fault, its recovery, and before them the end of a start: three changes are no flapping. */
const freeFlips = 3;

/**
 * Doubling lets a few more changes through in the first half hour and then four in an hour, so
 * that whoever acts on ten minutes of True sees one that lasts, and nobody sees a hundred.
 */
const firstHoldMs = 2 * minuteMs;
const longestHoldMs = 15 * minuteMs;

/** Long against the longest hold: what flaps more slowly than this is told each time. */
const peaceMs = 60 * minuteMs;

/** How long the next status has to stand at least, after so many changes. */
export const holdMs = (flips: number): number =>
  flips < freeFlips ? 0 : Math.min(longestHoldMs, firstHoldMs * 2 ** (flips - freeFlips));

/** The changes that still count, so long after the last unrest. */
export const flipsAfter = (flips: number, calmMs: number): number => (calmMs < peaceMs ? flips : 0);

/** The message, with what damping does to its condition. */
export const damped = (message: string, flips: number): string =>
  holdMs(flips) === 0
    ? message
    : `${message} (changed ${flips} times lately: the next change has to stand for ${holdMs(flips) / minuteMs} min)`;
