import type { Reporter } from '../domain/standing.ts';
import type { StateStore } from '../domain/state-store.ts';
import { type KeptReport, lastReports, withReport } from './last-reports.ts';

/** Keeps the last reports that said something new, for a support bundle. */
export async function createReportKeeper(store: StateStore): Promise<Reporter> {
  let kept: readonly KeptReport[] = (await store.load(lastReports)) ?? [];
  let saved: Promise<unknown> = Promise.resolve();
  return {
    report({ report }) {
      const reports = report && withReport(kept, report);
      if (reports === undefined) return;
      kept = reports;
      saved = store.save(lastReports, kept);
    },
    async flush() {
      await saved;
    },
  };
}
