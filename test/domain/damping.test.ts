import t from 'tap';
import { damped, flipsAfter, holdMs } from '../../src/domain/damping.ts';

const minute = 60_000;

t.test('three changes are free, and the next ones have to stand for longer each', async (t) => {
  t.strictSame(
    Array.from({ length: 9 }, (_, flips) => holdMs(flips) / minute),
    [0, 0, 0, 2, 4, 8, 15, 15, 15],
  );
  t.equal(holdMs(Number.MAX_SAFE_INTEGER), 15 * minute, 'but a quarter of an hour at most');
});

t.test('an hour of peace makes them forgotten', async (t) => {
  t.equal(flipsAfter(7, 60 * minute - 1), 7);
  t.equal(flipsAfter(7, 60 * minute), 0);
});

t.test('a message says so as long as it is so', async (t) => {
  t.equal(damped('cni0 is down', 2), 'cni0 is down');
  t.equal(
    damped('cni0 is down', 4),
    'cni0 is down (changed 4 times lately: the next change has to stand for 4 min)',
  );
});
