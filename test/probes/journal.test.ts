import { join } from 'node:path';
import t from 'tap';
import { journalOf } from '../../src/probes/journal.ts';
import { fakeCommands } from '../support/fake-commands.ts';

const root = t.testdir({ run: { systemd: { system: {} } } });

t.test('the last entries of the unit come from the journal of the host', async (t) => {
  const command = `journalctl --root=${root} --no-pager -q -o cat -n 50 -u kube-proxy`;
  const { run } = fakeCommands({ [command]: 'one\ntwo\n' });
  t.equal(await journalOf('kube-proxy', { run, hostRoot: root }), 'one\ntwo\n');
});

t.test('without systemd no journal is asked', async (t) => {
  const { run, asked } = fakeCommands({});
  t.equal(await journalOf('kube-proxy', { run, hostRoot: join(root, 'none') }), '');
  t.same(asked, []);
});
