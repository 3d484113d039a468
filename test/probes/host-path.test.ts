import { join } from 'node:path';
import t from 'tap';
import { hostPath, linkTarget } from '../../src/probes/host-path.ts';

const folder = t.testdir({
  host: {
    run: { 'resolv.conf': 'of the host' },
    etc: {
      absolute: t.fixture('symlink', '/run/resolv.conf'),
      relative: t.fixture('symlink', '../run/resolv.conf'),
      climbing: t.fixture('symlink', '../../../../../run/./resolv.conf'),
      folder: t.fixture('symlink', '/run'),
      twice: t.fixture('symlink', '/etc/folder/resolv.conf'),
      loop: t.fixture('symlink', '/etc/loop'),
    },
  },
  link: t.fixture('symlink', 'host'),
});
const root = join(folder, 'host');
const target = join(root, 'run/resolv.conf');

for (const name of ['absolute', 'relative', 'climbing', 'folder/resolv.conf', 'twice']) {
  t.test(`${name} leads to the host's own file`, async (t) => {
    t.equal(await hostPath(root, `/etc/${name}`), target);
  });
}

t.test('a path without links, and one that leads nowhere, stay below the root', async (t) => {
  t.equal(await hostPath(root, '/run/resolv.conf'), target);
  t.equal(await hostPath(root, '/../run/resolv.conf'), target);
  t.equal(await hostPath(root, '/etc/absent/file'), join(root, 'etc/absent/file'));
});

t.test('a root that is a link itself is no link of the host', async (t) => {
  const link = join(folder, 'link');
  t.equal(await hostPath(link, '/etc/absolute'), join(link, 'run/resolv.conf'));
});

t.test('on the host itself nothing is changed', async (t) => {
  t.equal(await hostPath('', '/etc/../etc/hosts'), '/etc/../etc/hosts');
});

t.test('a loop has an end', async (t) => {
  await t.rejects(hostPath(root, '/etc/loop'), { code: 'ELOOP' });
});

t.test('only links have a target', async (t) => {
  t.equal(await linkTarget(join(root, 'etc/folder')), '/run');
  t.equal(await linkTarget(target), undefined);
});
