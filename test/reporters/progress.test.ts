import t from 'tap';
import type { Report } from '../../src/domain/report.ts';
import { unknown } from '../../src/domain/verdict.ts';
import { createProgress } from '../../src/reporters/progress.ts';
import { healthyReport, twoRootCauses } from '../support/sample-report.ts';

const [root] = twoRootCauses.rootCauses;

const withRoot = (changes: object): Report => ({
  ...twoRootCauses,
  rootCauses: twoRootCauses.rootCauses.slice(0, 1).map((each) => ({ ...each, ...changes })),
});

t.test('a line tells the first root cause, and each that takes its place', async (t) => {
  const lines: string[] = [];
  const progress = createProgress((line) => lines.push(line));
  progress(withRoot({}));
  progress(withRoot({ message: 'the same in other words' }));
  progress(withRoot({ reason: 'Other', message: 'two\nlines' }));
  progress(withRoot({}));
  t.same(lines, [
    `node-check: waiting: ${root?.reason} (${root?.check}): ${root?.message}\n`,
    `node-check: waiting: Other (${root?.check}): two lines\n`,
    `node-check: waiting: ${root?.reason} (${root?.check}): ${root?.message}\n`,
  ]);
});

t.test('without a root cause it is the first open question', async (t) => {
  const lines: string[] = [];
  const [result] = healthyReport.results;
  const verdict = unknown('ToolMissing', 'ip is not installed');
  const results = result === undefined ? [] : [{ ...result, verdict }];
  const progress = createProgress((line) => lines.push(line));
  progress({ ...healthyReport, status: 'unknown', results });
  t.same(lines, ['node-check: waiting: ToolMissing (flannel-daemon): ip is not installed\n']);
});

t.test('where neither is to be told there is still a line', async (t) => {
  const lines: string[] = [];
  createProgress((line) => lines.push(line))({ ...healthyReport, status: 'unknown' });
  t.same(lines, ['node-check: waiting: unknown\n']);
});

t.test('a healthy node waits until it is told', async (t) => {
  const lines: string[] = [];
  createProgress((line) => lines.push(line))(healthyReport);
  t.same(lines, ['node-check: waiting: healthy, but not told yet\n']);
});
