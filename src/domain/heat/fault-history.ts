import type { Report } from '../report.ts';

/** How long something has been wrong without a break. */
interface Stretch {
  /** On the clock that only grows, in milliseconds. */
  readonly since: number;
  /** In how many rounds it was seen. */
  readonly rounds: number;
}

/** What is wrong, by the name of a check or of a reason. */
export interface FaultHistory {
  /** When the newest round began; undefined before the first. */
  readonly round: number | undefined;
  readonly stretches: ReadonlyMap<string, Stretch>;
}

export const noHistory: FaultHistory = { round: undefined, stretches: new Map() };

/** The history with one more round in it, in which these were wrong. The same round counts once. */
export function withRound(
  { round, stretches }: FaultHistory,
  { startedAt }: Pick<Report, 'startedAt'>,
  { faults, elapsed }: { readonly faults: readonly string[]; readonly elapsed: number },
): FaultHistory {
  const isNew = startedAt.getTime() !== round;
  const longer = (fault: string): Stretch => {
    const { since, rounds } = stretches.get(fault) ?? { since: elapsed, rounds: 0 };
    return { since, rounds: isNew ? rounds + 1 : Math.max(1, rounds) };
  };
  return {
    round: startedAt.getTime(),
    stretches: new Map(faults.map((fault) => [fault, longer(fault)])),
  };
}

/** Whether two rounds agree, and it has stood for that long. */
export function hasStood(
  { stretches }: FaultHistory,
  fault: string,
  { forMs, elapsed }: { readonly forMs: number; readonly elapsed: number },
): boolean {
  const stretch = stretches.get(fault);
  return stretch !== undefined && stretch.rounds > 1 && elapsed - stretch.since >= forMs;
}
