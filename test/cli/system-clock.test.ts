import t from 'tap';
import { systemClock } from '../../src/cli/system-clock.ts';

t.test('one clock is the world’s, the other only grows', async (t) => {
  const before = { world: Date.now(), elapsed: systemClock.elapsed() };
  t.ok(systemClock.now() >= before.world);
  t.ok(systemClock.elapsed() >= before.elapsed);
});
