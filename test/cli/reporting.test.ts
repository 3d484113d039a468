import t from 'tap';
import { compose } from '../../src/cli/compose.ts';
import { composeReporting } from '../../src/cli/reporting.ts';
import { capture } from '../support/capture.ts';
import { configOf } from '../support/config.ts';
import { healthyReport } from '../support/sample-report.ts';

const { signal } = new AbortController();

for (const [report, reporters, problems, exitCode] of [
  ['', 0, [], 0],
  ['kubernetes', 1, ['the cluster was not told (no credentials)'], 74],
  ['heat', 1, ['Heat was not told (no round has ended yet)'], 2],
  [
    'heat,kubernetes',
    2,
    ['the cluster was not told (no credentials)', 'Heat was not told (no round has ended yet)'],
    2,
  ],
] as const)
  t.test(`with "${report}" ${reporters} are told`, async (t) => {
    const config = configOf({ report, 'host-root': t.testdir({}), 'state-dir': '' });
    const parts = compose(config, { ...capture(), path: '' });
    const reporting = composeReporting({ config, parts, signal });
    t.equal(reporting.reporters.length, reporters);
    t.strictSame(reporting.problems(), problems);
    t.equal(reporting.exitCode(healthyReport), exitCode);
    t.equal(reporting.isDone(healthyReport), !report.startsWith('heat'));
    parts.close();
  });
