import t from 'tap';
import type { Report } from '../../src/domain/report.ts';
import { healthy } from '../../src/domain/verdict.ts';
import { type KeptReport, lastReports, withReport } from '../../src/reporters/last-reports.ts';
import { healthyReport, oneRootCause } from '../support/sample-report.ts';

const keep = (kept: readonly KeptReport[], report: Report): readonly KeptReport[] =>
  withReport(kept, report) ?? kept;

t.test('a report is kept when it says something new', async (t) => {
  const later = {
    ...healthyReport,
    startedAt: new Date(healthyReport.startedAt.getTime() + 30_000),
    results: healthyReport.results.map((result) => ({ ...result, durationMs: 99 })),
  };
  const first = keep([], healthyReport);
  t.equal(withReport(first, later), undefined);
  const all = keep(keep(first, oneRootCause), later);
  t.strictSame(
    all.map(({ status }) => status),
    ['healthy', 'unhealthy', 'healthy'],
  );
});

t.test('another subject is something new', async (t) => {
  const about = (subject: string): Report => ({
    ...healthyReport,
    results: oneRootCause.results.map((result) =>
      result.verdict.status === 'healthy'
        ? result
        : {
            ...result,
            verdict: {
              status: result.verdict.status,
              findings: [{ ...result.verdict.findings[0], subject }],
            },
          },
    ),
  });
  const kept = keep([], about('docker0'));
  t.equal(withReport(kept, about('docker0')), undefined);
  t.equal(keep(kept, about('cni0')).length, 2);
});

t.test('ten are kept, and of very large ones fewer', async (t) => {
  let kept: readonly KeptReport[] = [];
  for (const index of Array(12).keys())
    kept = keep(kept, index % 2 === 0 ? healthyReport : oneRootCause);
  t.equal(kept.length, 10);
  t.equal(kept.at(-1)?.['status'], 'unhealthy');

  const large = (name: string): Report => ({
    ...healthyReport,
    results: [
      {
        name,
        condition: 'FlannelProblem',
        verdict: healthy('x'.repeat(50_000)),
        durationMs: 1,
      },
    ],
  });
  const heavy = ['a', 'b', 'c', 'd'].reduce<readonly KeptReport[]>(
    (reports, name) => keep(reports, large(name)),
    [],
  );
  t.equal(heavy.length, 2);
});

t.test('they survive the way through a file, and nothing else passes for them', async (t) => {
  const kept = keep(keep([], healthyReport), oneRootCause);
  const written: unknown = JSON.parse(JSON.stringify(kept));
  t.strictSame(lastReports.parse(written), written);
  for (const value of [undefined, null, 'x', {}, [1], [null], [[]], Array(11).fill({})])
    t.equal(lastReports.parse(value), undefined);
});

t.test('what an other hand wrote into the file is no reason to fail', async (t) => {
  for (const strange of [{}, { checks: 1 }, { checks: [1, {}] }, { checks: [{ findings: [1] }] }])
    t.equal(keep([strange], healthyReport).length, 2);
});
