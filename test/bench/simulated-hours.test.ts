import t from 'tap';
import { isWell, requestsAnHour, turnsWhenTold } from './simulated-hours.ts';

t.test('a healthy node writes its heartbeat, and reads before it', async (t) => {
  const { all, writes } = await requestsAnHour(isWell, 2);
  t.ok(writes > 8 && writes <= 12, `${writes} writes an hour`);
  t.equal(all, 2 * writes);
});

t.test(
  'conditions that turn as soon as they are told cost more, and not without end',
  async (t) => {
    const { writes } = await requestsAnHour(turnsWhenTold, 2);
    t.ok(writes > 12 && writes < 180, `${writes} writes an hour`);
  },
);
