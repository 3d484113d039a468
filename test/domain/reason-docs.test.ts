import t from 'tap';
import { beyondNode, contradiction, recoverable } from '../../src/domain/reason-docs.ts';

t.test('a contradiction in configuration does not heal by itself: it stands for 2 s', async (t) => {
  t.strictSame(contradiction, { scope: 'node', confirmAfterMs: 2_000 });
});

t.test('what may come back by itself has a minute to do so', async (t) => {
  t.strictSame(recoverable, { scope: 'node', confirmAfterMs: 60_000 });
  t.strictSame(beyondNode, { scope: 'external', confirmAfterMs: 60_000 });
});
