import { execFileSync } from 'node:child_process';
import { open, readlink, rmdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import {
  directoryAnswerOf,
  fileAnswerOf,
  readHostDirectory,
  readHostFile,
} from '../../src/probes/files.ts';

const folder = t.testdir({
  text: 'a=1\n',
  full: 'x'.repeat(64 * 1024),
  large: 'x'.repeat(10 * 1024 * 1024),
  binary: 'a\0b',
  folder: { b: '', a: '' },
  dangling: t.fixture('symlink', '/nowhere/at/all'),
  loop: t.fixture('symlink', 'loop'),
});
const at = (name: string) => join(folder, name);
const withCode = (code: string) => Object.assign(new Error(code), { code });

t.test('text comes with the time of its last change', async (t) => {
  await utimes(at('text'), 1_700_000_000, 1_700_000_000);
  t.same(await readHostFile('', at('text')), {
    kind: 'text',
    path: at('text'),
    text: 'a=1\n',
    modifiedAt: 1_700_000_000_000,
  });
  t.match(await readHostFile('', at('full')), { kind: 'text' });
  t.match(await readHostFile('', '/proc/self/status'), { kind: 'text', text: /^Name:/ });
});

t.test('paths are the host’s', async (t) => {
  t.match(await readHostFile(folder, '/text'), { kind: 'text', path: '/text' });
  t.same(await readHostDirectory(folder, '/folder'), ['a', 'b']);
});

t.test('what a removed folder does not hold may be in the one made anew', async (t) => {
  const mount = await open(`${t.testdir({ mounted: {} })}/mounted`);
  t.teardown(() => mount.close());
  // As a mount does, it holds on to the folder, whatever becomes of its name.
  const root = `/proc/self/fd/${mount.fd}`;
  t.match(await readHostFile(root, '/subnet.env'), { kind: 'absent' });
  await rmdir(await readlink(root));
  t.match(await readHostFile(root, '/subnet.env'), { kind: 'notPermitted' });
});

t.test('what is no text says why', async (t) => {
  execFileSync('mkfifo', [at('fifo')]);
  const problems = {
    large: 'is larger than 64 KiB',
    binary: 'holds NUL bytes',
    folder: 'is a directory',
    fifo: 'is not a regular file',
    loop: 'is a link that leads back to itself',
  };
  for (const [name, problem] of Object.entries(problems))
    t.same(await readHostFile('', at(name)), { kind: 'invalid', path: at(name), problem });
  t.match(await readHostFile('', '/dev/null'), { problem: 'is not a regular file' });
});

t.test('what is absent says where a link would have led', async (t) => {
  const absent = (path: string) => ({ kind: 'absent', path });
  t.same(await readHostFile('', at('none')), absent(at('none')));
  t.same(await readHostFile('', at('text/below')), absent(at('text/below')));
  const dangling = { ...absent(at('dangling')), linkTo: '/nowhere/at/all' };
  t.same(await readHostFile('', at('dangling')), dangling);
  await writeFile(at('later'), '');
  t.match(await readHostFile('', at('later')), { kind: 'text', text: '' });
});

t.test('what may not be read, and what cannot be', async (t) => {
  const path = '/x';
  for (const code of ['EACCES', 'EPERM'])
    t.same(fileAnswerOf(withCode(code), path), { kind: 'notPermitted', path });
  const problem = 'cannot be read (EIO)';
  t.same(fileAnswerOf(withCode('EIO'), path), { kind: 'invalid', path, problem });
});

t.test('a folder that is not there is empty, one that cannot be listed is not', async (t) => {
  t.same(await readHostDirectory('', at('none')), []);
  t.same(await readHostDirectory('', at('text')), []);
  t.throws(() => directoryAnswerOf(withCode('EACCES'), '/x'), {
    reason: 'NotPermitted',
    message: '/x cannot be listed (EACCES)',
  });
  await t.rejects(readHostDirectory('', at('loop')), {
    reason: 'ToolFailed',
    message: `${at('loop')} cannot be listed (ELOOP)`,
  });
});
