import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createFolderWatches, type FolderWatchesOptions } from '../../src/probes/folder-watches.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** Watches below a root that holds `content`. */
function watching(
  t: Test,
  content: Parameters<Test['testdir']>[0],
  watch?: FolderWatchesOptions['watch'],
) {
  const root = t.testdir(content);
  const events = new Set<string>();
  const warnings: object[] = [];
  const watches = createFolderWatches({
    hostRoot: root,
    logger: { ...silentLogger, warn: (fields, message) => warnings.push({ ...fields, message }) },
    onEvent: (path) => events.add(path),
    ...(watch && { watch }),
  });
  t.teardown(() => watches.close());
  /** What was told since it was last asked; the kernel's messages come in order. */
  const told = async (): Promise<readonly string[]> => {
    await delay(50);
    const all = [...events].toSorted();
    events.clear();
    return all;
  };
  const at = (path: string) => join(root, path);
  return { root, at, watches, told, warnings };
}

const run = { flannel: { 'subnet.env': 'old' } };

t.test('of a folder only the names that matter are told', async (t) => {
  const { at, watches, told } = watching(t, { run });
  await watches.renew(['/run/flannel/subnet.env', '/run/flannel/docker']);
  await writeFile(at('run/flannel/other'), '');
  await writeFile(at('run/other'), '');
  t.same(await told(), []);
  await writeFile(at('run/flannel/subnet.env'), 'new');
  t.same(await told(), ['/run/flannel/subnet.env']);
  await writeFile(at('run/flannel/docker'), '');
  t.same(await told(), ['/run/flannel/docker']);
});

t.test('a file that is replaced or removed is told', async (t) => {
  const { at, watches, told } = watching(t, { run });
  await watches.renew(['/run/flannel/subnet.env']);
  await writeFile(at('run/flannel/.subnet.env'), 'new');
  t.same(await told(), []);
  await rename(at('run/flannel/.subnet.env'), at('run/flannel/subnet.env'));
  t.same(await told(), ['/run/flannel/subnet.env']);
  await unlink(at('run/flannel/subnet.env'));
  t.same(await told(), ['/run/flannel/subnet.env']);
});

t.test('of a whole folder every file is told', async (t) => {
  const { at, watches, told } = watching(t, { etc: { cni: { 'net.d': {} } } });
  await watches.renew(['/etc/cni/net.d/*']);
  await writeFile(at('etc/cni/net.d/10-flannel.conflist'), '{}');
  t.same(await told(), ['/etc/cni/net.d/10-flannel.conflist']);
});

t.test('a folder that is missing is followed as it appears, and as it goes', async (t) => {
  const { at, watches, told } = watching(t, { run: {} });
  const paths = ['/run/flannel/deeper/subnet.env'];
  await watches.renew(paths);
  await mkdir(at('run/other'));
  t.same(await told(), []);
  await mkdir(at('run/flannel'));
  t.same(await told(), ['/run/flannel']);
  await watches.renew(paths);
  await mkdir(at('run/flannel/deeper'));
  t.same(await told(), ['/run/flannel/deeper']);
  await watches.renew(paths);
  await writeFile(at('run/flannel/deeper/subnet.env'), '');
  t.same(await told(), ['/run/flannel/deeper/subnet.env']);
  await rm(at('run/flannel'), { recursive: true });
  t.same(await told(), ['/run/flannel/deeper', '/run/flannel/deeper/subnet.env']);
  await watches.renew(paths);
  await mkdir(at('run/flannel'));
  t.same(await told(), ['/run/flannel']);
});

t.test('a link is told when it is changed, and so is what it leads to on the host', async (t) => {
  const { at, watches, told } = watching(t, {
    etc: { 'resolv.conf': t.fixture('symlink', '/run/resolve/stub.conf') },
    run: { resolve: { 'stub.conf': '' }, other: {} },
  });
  await watches.renew(['/etc/resolv.conf']);
  await writeFile(at('run/resolve/stub.conf'), 'nameserver 10.0.0.2');
  t.same(await told(), ['/run/resolve/stub.conf']);
  await unlink(at('etc/resolv.conf'));
  await symlink('../run/other/resolv.conf', at('etc/resolv.conf'));
  t.same(await told(), ['/etc/resolv.conf']);
  await watches.renew(['/etc/resolv.conf']);
  await writeFile(at('run/resolve/stub.conf'), 'nameserver 10.0.0.3');
  t.same(await told(), []);
  await writeFile(at('run/other/resolv.conf'), '');
  t.same(await told(), ['/run/other/resolv.conf']);
});

t.test('a file where a folder should be is watched itself', async (t) => {
  const { at, watches, told, warnings } = watching(t, { run: { flannel: 'a file' } });
  await watches.renew(['/run/flannel/deeper/subnet.env']);
  await unlink(at('run/flannel'));
  t.same(await told(), ['/run/flannel']);
  t.same(warnings, []);
});

t.test('without the root there is nothing to watch, and nothing to say', async (t) => {
  const { root, watches, warnings } = watching(t, {});
  await rm(root, { recursive: true });
  await watches.renew(['/run/flannel/subnet.env']);
  t.same(warnings, []);
});

t.test('nothing is told any more once all is closed', async (t) => {
  const { at, watches, told } = watching(t, { run });
  await watches.renew(['/run/flannel/subnet.env']);
  await watches.renew(['/run/flannel/subnet.env']);
  watches.close();
  await writeFile(at('run/flannel/subnet.env'), 'new');
  t.same(await told(), []);
});

const message = 'changes of files cannot be seen, only rounds show them';

t.test('a link that leads back to itself is said once, and the others are watched', async (t) => {
  const { at, watches, told, warnings } = watching(t, {
    etc: { 'resolv.conf': t.fixture('symlink', 'resolv.conf') },
    run,
  });
  const paths = ['/etc/resolv.conf', '/run/flannel/subnet.env'];
  await watches.renew(paths);
  await watches.renew(paths);
  t.same(warnings, [{ problem: 'too many links', message }]);
  await writeFile(at('run/flannel/subnet.env'), 'new');
  t.same(await told(), ['/run/flannel/subnet.env']);
});

t.test('a limit of the system is said once, and ends nothing', async (t) => {
  const full: NonNullable<FolderWatchesOptions['watch']> = (folder) => {
    const text = `ENOSPC: System limit for number of file watchers reached, watch '${folder}'`;
    throw Object.assign(new Error(text), { code: 'ENOSPC' });
  };
  const { root, watches, warnings } = watching(t, { run }, full);
  await watches.renew(['/run/flannel/subnet.env', '/run/flannel/docker']);
  const problem = `ENOSPC: System limit for number of file watchers reached, watch '${root}/run/flannel'`;
  t.same(warnings, [{ problem, message }]);
});

t.test('a watch that fails later is said, and one without a name is of the folder', async (t) => {
  const opened: FSWatcher[] = [];
  const { watches, told, warnings } = watching(t, { run }, (folder, listener) => {
    const watcher = watchFolder(folder, listener);
    opened.push(watcher);
    return watcher;
  });
  await watches.renew(['/run/flannel/subnet.env']);
  opened[0]?.emit('error', new Error('EMFILE: too many open files'));
  t.same(warnings, [{ problem: 'EMFILE: too many open files', message }]);
  opened[0]?.emit('change', 'rename', null);
  t.same(await told(), ['/run/flannel']);
});
