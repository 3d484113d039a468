import t from 'tap';
import { screenOf } from '../../src/cli/screen-of.ts';

const write = () => {};

t.test('a terminal gets colors and its width', async (t) => {
  const terminal = { isTTY: true, columns: 72, write };
  t.same(screenOf(terminal, { color: 'auto' }), { color: true, width: 72 });
  t.same(screenOf(terminal, { color: 'never' }), { color: false, width: 72 });
});

t.test('a pipe gets whole lines without colors', async (t) => {
  t.same(screenOf({ write }, { color: 'auto' }), { color: false });
});
