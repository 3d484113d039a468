import { spawn } from 'node:child_process';
import { once } from 'node:events';
import t from 'tap';
import { createProcessGroups } from '../../src/clients/process-groups.ts';

const sleeper = () => spawn('sleep', ['60'], { detached: true, stdio: 'ignore' });

t.test('a released group is killed', async (t) => {
  const child = sleeper();
  const groups = createProcessGroups();
  const release = groups.track(child.pid);
  t.equal(groups.size, 1);
  release();
  t.equal(groups.size, 0);
  t.same(await once(child, 'exit'), [null, 'SIGKILL']);
});

t.test('a group that is gone, or never was, can be released again', async (t) => {
  const groups = createProcessGroups();
  const child = spawn('true', { detached: true, stdio: 'ignore' });
  const release = groups.track(child.pid);
  await once(child, 'exit');
  t.doesNotThrow(release);
  t.doesNotThrow(release);
  t.doesNotThrow(groups.track(undefined));
});

t.test('killAll kills every group that was not released', async (t) => {
  const groups = createProcessGroups();
  const children = [sleeper(), sleeper()];
  for (const { pid } of children) groups.track(pid);
  const ends = Promise.all(children.map((child) => once(child, 'exit')));
  groups.killAll();
  t.same(await ends, [
    [null, 'SIGKILL'],
    [null, 'SIGKILL'],
  ]);
});
