import { join } from 'node:path';
import t from 'tap';
import { ownProcess } from '../../../src/reporters/http/own-process.ts';

t.test('a process of Node has some memory of its own, and more that is resident', async (t) => {
  const { anonymousBytes = 0, residentBytes, cpuSeconds, startedAt } = await ownProcess();
  t.ok(anonymousBytes > 1_000_000);
  t.ok(residentBytes > anonymousBytes);
  t.ok(cpuSeconds > 0);
  t.ok(startedAt > 0 && startedAt < Date.now());
});

t.test('where the kernel does not say, the anonymous memory is not known', async (t) => {
  const folder = t.testdir({ status: 'VmRSS:\t1 kB\n' });
  for (const file of ['status', 'absent'])
    t.match(await ownProcess(join(folder, file)), { anonymousBytes: undefined });
});
