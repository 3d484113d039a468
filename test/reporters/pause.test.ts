import t from 'tap';
import { pauseFor } from '../../src/reporters/pause.ts';

t.test('a pause ends by itself', async (t) => {
  t.equal(await pauseFor(1, new AbortController().signal), undefined);
});

t.test('an abort ends it at once', async (t) => {
  const controller = new AbortController();
  const paused = pauseFor(3_600_000, controller.signal);
  controller.abort();
  t.equal(await paused, undefined);
  t.equal(await pauseFor(3_600_000, controller.signal), undefined);
});
