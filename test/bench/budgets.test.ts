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
  const { faultToPatchMs, plain: rounds } = sampleCosts.daemon;
  const daemon = {
    ...sampleCosts.daemon,
    // The prescribed waits do not grow with the rest.
    faultToPatchMs: 2_300 + 10 * (faultToPatchMs - 2_300),
    plain: { ...rounds, cpuMs: 10 * rounds.cpuMs },
  };
  t.same(exceededBy({ plain: slow, crowded: slow, daemon }), []);
});

t.test('one process more on a crowded node is one too many', async (t) => {
  t.equal(exceededBy({ crowded: withOnce({ processes: once.processes + 1 }) }).length, 1);
});

t.test('memory has a limit', async (t) => {
  t.equal(exceededBy({ plain: withOnce({ anonymousMiB: 41 }) }).length, 1);
  t.equal(exceededBy({ crowded: withOnce({ anonymousMiB: 49 }) }).length, 1);
});

t.test('each figure of the daemon has a limit', async (t) => {
  const { daemon } = sampleCosts;
  const { plain, peers, fake } = daemon;
  const tooMuch: readonly Partial<typeof daemon>[] = [
    { startMiB: 41 },
    { plain: { ...plain, restMiB: 41 } },
    { peers: { ...peers, restMiB: 41 } },
    { fake: { ...fake, restMiB: 41 } },
    { fake: { ...fake, lateMiB: fake.earlyMiB + 5 } },
    { survival: { v1: 0, v2: 1 } },
    { plain: { ...plain, cpuMs: 400 } },
    { peers: { ...peers, processes: plain.processes + 1 } },
    { faultToPatchMs: 5_000 },
    { healthy: { all: 30, writes: 13 } },
    { flapping: { all: 300, writes: 181 } },
  ];
  for (const change of tooMuch)
    t.equal(exceededBy({ daemon: { ...daemon, ...change } }).length, 1, JSON.stringify(change));
  const busy = { plain: { ...plain, processes: 21 }, peers: { ...peers, processes: 21 } };
  t.equal(exceededBy({ daemon: { ...daemon, ...busy } }).length, 1);
});

t.test('what could not be measured was not kept', async (t) => {
  t.equal(exceededBy({ daemon: { ...sampleCosts.daemon, faultToPatchMs: Number.NaN } }).length, 1);
});
