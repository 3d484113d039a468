import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { startTimer } from '../../src/runner/timer.ts';

t.test('a timer calls back once', async (t) => {
  const calls: string[] = [];
  await new Promise<void>((resolve) => {
    startTimer(() => {
      calls.push('called');
      resolve();
    }, 1);
  });
  await delay(10);
  t.same(calls, ['called']);
});

t.test('a timer that is called off does not call back', async (t) => {
  const calls: string[] = [];
  const callOff = startTimer(() => calls.push('called'), 1);
  callOff();
  await delay(20);
  t.same(calls, []);
});
