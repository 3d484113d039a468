import type { Probes } from '../domain/probes.ts';
import type { Recorded } from '../domain/recorded.ts';

/** The same probes, which note each answer when it has come. */
export const recordingProbes = (probes: Probes, note: (recorded: Recorded) => void): Probes =>
  new Proxy(probes, {
    get(target, probe) {
      const ask: unknown = Reflect.get(target, probe);
      if (typeof ask !== 'function') return ask;
      // What is noted is what this very probe was asked, and what it answered.
      const noteOutcome = (outcome: object) => note({ probe, ...outcome } as Recorded);
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(ask, target, args);
          noteOutcome({ args, answer });
          return answer;
        } catch (error) {
          noteOutcome({ args, error: error instanceof Error ? error.message : String(error) });
          throw error;
        }
      };
    },
  });
