import t from 'tap';
import { backoffMs } from '../../../src/reporters/kubernetes/backoff.ts';

const pauses = (random: () => number) =>
  [1, 2, 3, 8, 9, 2_000].map((failures) => backoffMs(failures, { firstMs: 2_000, random }));

t.test('pauses double, from 1 s to 5 min', async (t) => {
  t.same(
    pauses(() => 0),
    [1_000, 2_000, 4_000, 128_000, 150_000, 150_000],
  );
  t.same(
    pauses(() => 0.999),
    [1_999, 3_998, 7_996, 255_872, 299_850, 299_850],
  );
});

t.test('a fleet that failed as one comes back spread over half of the pause', async (t) => {
  const fleet = Array.from({ length: 100 }, (_, index) =>
    backoffMs(9, { firstMs: 2_000, random: () => index / 100 }),
  );
  const busiest = Math.max(
    ...fleet.map((from) => fleet.filter((at) => at >= from && at < from + 10_000).length),
  );
  t.ok(busiest <= 7, `${busiest} in 10 s`);
});
