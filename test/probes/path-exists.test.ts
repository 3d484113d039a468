import { join } from 'node:path';
import t from 'tap';
import { pathExists } from '../../src/probes/path-exists.ts';

t.test('only what is certainly not there does not exist', async (t) => {
  const folder = t.testdir({ file: '', loop: t.fixture('symlink', 'loop') });
  t.equal(await pathExists(join(folder, 'file')), true);
  t.equal(await pathExists(join(folder, 'absent')), false);
  t.equal(await pathExists(join(folder, 'file/below')), false);
  t.equal(await pathExists(join(folder, 'loop')), true);
});
