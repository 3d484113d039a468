import type { Reporter, Standing } from '../domain/standing.ts';

/** A reporter that cannot be made before its time: until then the newest standing state waits. */
export function createLateReporter(open: () => Promise<Reporter | undefined>): Reporter {
  let newest: Standing | undefined;
  let reporter: Reporter | undefined;
  let opening: Promise<void> | undefined;

  const tryToOpen = async (): Promise<void> => {
    reporter = await open();
    opening = undefined;
    if (newest !== undefined) reporter?.report(newest);
  };

  return {
    report(standing) {
      newest = standing;
      if (reporter !== undefined) reporter.report(standing);
      else opening ??= tryToOpen();
    },
    async flush(signal) {
      await opening;
      await reporter?.flush(signal);
    },
  };
}
