import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import t from 'tap';
import { readStart, readUpTo, withOpened } from '../../src/probes/bounded-read.ts';

t.test('no more is read than asked for', async (t) => {
  const file = join(t.testdir({ file: 'x'.repeat(100_000) }), 'file');
  t.equal((await readStart(file, 10)).length, 10);
  t.equal((await readStart(file, 200_000)).length, 100_000);
});

t.test('a file that claims to be empty is read all the same', async (t) => {
  t.match((await readStart('/proc/self/status', 1024)).toString(), /^Name:/);
});

t.test('a FIFO without a writer is opened at once', async (t) => {
  const fifo = join(t.testdir({}), 'fifo');
  execFileSync('mkfifo', [fifo]);
  t.equal((await withOpened(fifo, (handle) => readUpTo(handle, 10))).length, 0);
});

t.test('the file is closed when its reader fails', async (t) => {
  const file = join(t.testdir({ file: '' }), 'file');
  const opened: number[] = [];
  const result = withOpened(file, async ({ fd }) => {
    opened.push(fd);
    throw new Error('reader failed');
  });
  await t.rejects(result, { message: 'reader failed' });
  await withOpened(file, async ({ fd }) => t.same([fd], opened, 'its number is free again'));
});
