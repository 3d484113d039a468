import t from 'tap';
import { bootedAt, parseBootTime } from '../../src/probes/boot.ts';

t.test('the boot time is a line among others', async (t) => {
  t.equal(parseBootTime('cpu  1 2 3\nctxt 5\nbtime 1795250405\nprocesses 7\n'), 1_795_250_405_000);
  t.equal(await bootedAt(t.testdir({ stat: 'btime 17\n' })), 17_000);
  t.ok((await bootedAt()) < Date.now());
});

t.test('without it there is no answer', async (t) => {
  for (const text of ['', 'btime soon', '<html>', 'x'.repeat(1_000_000)])
    t.throws(() => parseBootTime(text), { message: 'there is no line with btime' });
  const folder = t.testdir({});
  await t.rejects(bootedAt(folder), {
    reason: 'ToolFailed',
    message: new RegExp(`^cannot read ${folder}/stat: ENOENT`),
  });
});
