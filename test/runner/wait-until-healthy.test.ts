import t from 'tap';
import type { Report } from '../../src/domain/report.ts';
import { waitUntilHealthy } from '../../src/runner/wait-until-healthy.ts';
import { healthyReport, twoRootCauses } from '../support/sample-report.ts';

const { signal } = new AbortController();

/** Rounds that give these reports, the last again and again. */
function rounds(...reports: readonly [Report, ...Report[]]) {
  const judged: Report[] = [];
  const judge = async () => {
    const report = reports[Math.min(judged.length, reports.length - 1)] ?? reports[0];
    judged.push(report);
    return report;
  };
  return { judge, judged };
}

const told: Report[] = [];
const onRound = (report: Report) => told.push(report);
t.beforeEach(() => {
  told.length = 0;
});

t.test('without waiting one round is all', async (t) => {
  const { judge, judged } = rounds(twoRootCauses);
  t.equal(await waitUntilHealthy(judge, { waitMs: 0, signal, onRound }), twoRootCauses);
  t.equal(judged.length, 1);
  t.same(told, []);
});

t.test('a healthy node is not waited for', async (t) => {
  const { judge, judged } = rounds(healthyReport);
  t.equal(await waitUntilHealthy(judge, { waitMs: 600_000, signal, onRound }), healthyReport);
  t.equal(judged.length, 1);
});

t.test('rounds repeat, with growing pauses, until the node is healthy', async (t) => {
  const { judge, judged } = rounds(twoRootCauses, twoRootCauses, twoRootCauses, healthyReport);
  const options = { waitMs: 600_000, signal, onRound, pausesMs: [1, 2] } as const;
  t.equal(await waitUntilHealthy(judge, options), healthyReport);
  t.equal(judged.length, 4);
  t.equal(told.length, 3);
});

t.test(
  'when the time is over the last round counts, however long the pause would be',
  async (t) => {
    const { judge, judged } = rounds(twoRootCauses);
    t.equal(await waitUntilHealthy(judge, { waitMs: 20, signal, onRound }), twoRootCauses);
    t.equal(judged.length, 2);
  },
);

t.test('somebody who has seen enough need not wait for the pause', async (t) => {
  const interruption = new AbortController();
  const { judge, judged } = rounds(twoRootCauses);
  const options = { waitMs: 600_000, signal: interruption.signal };
  const last = await waitUntilHealthy(judge, { ...options, onRound: () => interruption.abort() });
  t.equal(last, twoRootCauses);
  t.equal(judged.length, 1);
  await waitUntilHealthy(judge, { ...options, onRound });
  t.equal(judged.length, 2);
  t.same(told, []);
});
