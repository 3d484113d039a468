import type { Clock } from '../../domain/clock.ts';

/** Bounds how often something is done, and lets it be done at once after a pause. */
export interface TokenBucket {
  /** Milliseconds until there is a token beyond the reserve. */
  waitMs(reserve: number): number;
  /** Also when there is none: later ones wait for it. */
  take(): void;
}

export function createTokenBucket({
  capacity,
  refillMs,
  clock,
}: {
  readonly capacity: number;
  /** The time in which a token comes. */
  readonly refillMs: number;
  readonly clock: Pick<Clock, 'elapsed'>;
}): TokenBucket {
  let tokens = capacity;
  let countedAt = clock.elapsed();
  const count = (): number => {
    const now = clock.elapsed();
    tokens = Math.min(capacity, tokens + (now - countedAt) / refillMs);
    countedAt = now;
    return tokens;
  };
  return {
    waitMs: (reserve) => Math.max(0, (reserve + 1 - count()) * refillMs),
    take: () => {
      tokens = count() - 1;
    },
  };
}
