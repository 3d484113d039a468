import { join } from 'node:path';
import t from 'tap';
import { readHostFileEnd } from '../../src/probes/file-end.ts';

const root = t.testdir({
  small: 'one\ntwo\n',
  empty: '',
  large: `${'first line '.repeat(10_000)}\n${'x'.repeat(30_000)}\nlast`,
  endless: 'x'.repeat(100_000),
  folder: {},
  link: t.fixture('symlink', '/small'),
});

t.test('a file of up to 64 KiB comes whole', async (t) => {
  t.match(await readHostFileEnd(root, '/small'), {
    kind: 'text',
    path: '/small',
    text: 'one\ntwo\n',
  });
  t.match(await readHostFileEnd(root, '/empty'), { kind: 'text', text: '' });
  t.match(await readHostFileEnd(root, '/link'), { kind: 'text', text: 'one\ntwo\n' });
});

t.test('of a larger one come the whole lines at its end, and when it was written', async (t) => {
  const answer = await readHostFileEnd(root, '/large');
  t.match(answer, { kind: 'text', text: `${'x'.repeat(30_000)}\nlast`, modifiedAt: Number });
  t.match(await readHostFileEnd(root, '/endless'), { kind: 'text', text: '' });
});

t.test('what is no file says why', async (t) => {
  t.match(await readHostFileEnd('', join(root, 'folder')), {
    kind: 'invalid',
    problem: 'is not a regular file',
  });
  t.same(await readHostFileEnd(root, '/none'), { kind: 'absent', path: '/none' });
});
