export interface Backoff {
  /** About the pause after the first failure; each further one takes twice as long. */
  readonly firstMs: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

const longestMs = 300_000;

/** Half of it is chance, so that a fleet does not come back as one. */
export const backoffMs = (failures: number, { firstMs, random }: Backoff): number =>
  (Math.min(longestMs, firstMs * 2 ** (failures - 1)) * (1 + random())) / 2;
