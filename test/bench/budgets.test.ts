import t from 'tap';
import { isExceeded, spend } from './budgets.ts';
import type { Cost } from './cost.ts';
import { sampleCosts } from './sample-costs.ts';
import { subjectNames } from './subjects.ts';

const { plain } = sampleCosts;
const once = plain['node-check --once'];

const withOnce = (change: Partial<Cost>) => ({
  ...plain,
  'node-check --once': { ...once, ...change },
});

const exceededBy = (change: Partial<typeof sampleCosts>): readonly string[] =>
  spend({ ...sampleCosts, ...change })
    .filter(isExceeded)
    .map(({ what }) => what);

t.test('what is within its budgets exceeds none', async (t) => {
  t.same(exceededBy({}), []);
});

t.test('what is slow beside its like is told', async (t) => {
  t.equal(exceededBy({ plain: withOnce({ wallMs: 2_000 }) }).length, 1);
  t.equal(exceededBy({ plain: withOnce({ cpuMs: 900 }) }).length, 1);
  t.equal(exceededBy({ crowded: withOnce({ cpuMs: 900 }) }).length, 1);
  for (const name of ['node-check --version', 'node-check --once, local checks'] as const) {
    const slow = { ...plain, [name]: { ...plain[name], wallMs: 400 } };
    t.equal(exceededBy({ plain: slow }).length, 1);
  }
});

t.test('a slow machine exceeds nothing', async (t) => {
  const tenfold = ({ wallMs, cpuMs, ...size }: Cost): Cost => ({
    wallMs: 10 * wallMs,
    cpuMs: 10 * cpuMs,
    ...size,
  });
  const slow = { ...plain };
  for (const name of subjectNames) slow[name] = tenfold(plain[name]);
  t.same(exceededBy({ plain: slow, crowded: slow }), []);
});

t.test('one process more on a crowded node is one too many', async (t) => {
  t.equal(exceededBy({ crowded: withOnce({ processes: once.processes + 1 }) }).length, 1);
});

t.test('memory has a limit', async (t) => {
  t.equal(exceededBy({ plain: withOnce({ anonymousMiB: 41 }) }).length, 1);
  t.equal(exceededBy({ crowded: withOnce({ anonymousMiB: 49 }) }).length, 1);
});
