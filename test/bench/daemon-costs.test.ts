import t from 'tap';
import { costsOf } from './daemon-costs.ts';

const mark = (rounds: number, anonymousMiB: number) => ({
  rounds,
  anonymousMiB,
  cpuMs: 100 + 50 * rounds,
  started: 40 + 7 * rounds,
});

t.test('what a round costs is told from the marks after the warm-up', async (t) => {
  const rounds = Array.from({ length: 10 }, (_, n) => mark(n, n < 2 ? 30 : 35));
  t.same(costsOf([...rounds, mark(10, 28)]), {
    rounds: 10,
    earlyMiB: 30,
    lateMiB: 35,
    restMiB: 28,
    cpuMs: 50,
    processes: 7,
  });
});

t.test('without rounds there are no costs', async (t) => {
  t.throws(() => costsOf([]), /no rounds/);
});
