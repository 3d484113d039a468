import t from 'tap';
import { createStateStore, readState } from '../../src/clients/state-store.ts';
import type { Report } from '../../src/domain/report.ts';
import { lastReports } from '../../src/reporters/last-reports.ts';
import { createReportKeeper } from '../../src/reporters/report-keeper.ts';
import { healthyReport, oneRootCause } from '../support/sample-report.ts';
import { silentLogger } from '../support/silent-logger.ts';

t.test('what says something new is kept, over restarts too', async (t) => {
  const directory = t.testdir();
  const run = async (...reports: readonly (Report | undefined)[]) => {
    const store = createStateStore({ directory, logger: silentLogger });
    const keeper = await createReportKeeper(store);
    for (const report of reports)
      keeper.report({ report, conditions: [], withdrawn: [], transitions: [] });
    await keeper.flush(new AbortController().signal);
    return (await readState(directory, lastReports))?.map(({ status }) => status);
  };
  t.strictSame(await run(undefined), undefined);
  t.strictSame(await run(healthyReport, healthyReport, oneRootCause), ['healthy', 'unhealthy']);
  t.strictSame(await run(oneRootCause, healthyReport), ['healthy', 'unhealthy', 'healthy']);
});
