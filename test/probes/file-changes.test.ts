import { writeFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { watchFiles } from '../../src/probes/file-changes.ts';
import { silentLogger } from '../support/silent-logger.ts';

/** Watches below a root that holds `content`, and has begun to. */
async function watching(t: Test, content: Parameters<Test['testdir']>[0], renewMs?: number) {
  const root = t.testdir(content);
  const changes: string[] = [];
  const stop = new AbortController();
  t.teardown(() => stop.abort());
  const ended = watchFiles({
    hostRoot: root,
    paths: ['/run/flannel/subnet.env', '/etc/cni/net.d/*'],
    logger: silentLogger,
    onChange: ({ what }) => changes.push(what),
    signal: stop.signal,
    ...(renewMs && { renewMs }),
  });
  /** The next change, which something has brought about. */
  const next = async (): Promise<string | undefined> => {
    while (changes.length === 0) await delay(5);
    return changes.shift();
  };
  const at = (path: string) => join(root, path);
  while (changes.length === 0) {
    await writeFile(at('etc/cni/net.d/begun'), '');
    await delay(20);
  }
  await delay(250);
  changes.length = 0;
  return { at, changes, next, stop, ended };
}

const content = { run: { flannel: { 'subnet.env': '' } }, etc: { cni: { 'net.d': {} } } };

t.test('a change is told, again and again', async (t) => {
  const { at, next } = await watching(t, content);
  await writeFile(at('run/flannel/subnet.env'), 'one');
  t.equal(await next(), '/run/flannel/subnet.env');
  await writeFile(at('etc/cni/net.d/10-flannel.conflist'), '{}');
  t.equal(await next(), '/etc/cni/net.d/10-flannel.conflist');
});

t.test('what happens together is told once', async (t) => {
  const { at, changes, next } = await watching(t, content);
  for (const text of ['one', 'two', 'three']) writeFileSync(at('run/flannel/subnet.env'), text);
  writeFileSync(at('etc/cni/net.d/10-flannel.conflist'), '{}');
  t.equal(await next(), '/run/flannel/subnet.env');
  await delay(300);
  t.same(changes, []);
});

t.test('files are followed into folders that appear', async (t) => {
  const { at, next } = await watching(t, { ...content, run: {} });
  await mkdir(at('run/flannel'));
  t.equal(await next(), '/run/flannel');
  await writeFile(at('run/flannel/subnet.env'), 'one');
  t.equal(await next(), '/run/flannel/subnet.env');
});

t.test('a folder that was put in the place of another is found after a while', async (t) => {
  const { at, changes } = await watching(
    t,
    { ...content, other: { flannel: { 'subnet.env': '' } } },
    20,
  );
  await rename(at('run'), at('old'));
  await rename(at('other'), at('run'));
  while (changes.length === 0) {
    await writeFile(at('run/flannel/subnet.env'), 'one');
    await delay(20);
  }
  t.equal(changes[0], '/run/flannel/subnet.env');
});

t.test('an abort ends the watch', async (t) => {
  const { at, changes, stop, ended } = await watching(t, content);
  stop.abort();
  await ended;
  await writeFile(at('run/flannel/subnet.env'), 'one');
  await delay(50);
  t.same(changes, []);
});
