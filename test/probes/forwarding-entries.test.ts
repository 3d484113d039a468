import t from 'tap';
import { forwardingEntries, parseForwardingEntries } from '../../src/probes/forwarding-entries.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

t.test('a vxlan device’s entries lead to nodes', async (t) => {
  const { run } = fakeCommands({
    'bridge -j fdb show dev flannel.1': fixture('bridge-fdb.vxlan.iproute2-6.1.json'),
  });
  t.same(await forwardingEntries(run, 'flannel.1'), [
    { mac: '56:d9:08:ed:15:aa', destination: '172.31.77.3' },
  ]);
});

t.test('entries without a destination are left out', async (t) => {
  t.same(parseForwardingEntries(fixture('bridge-fdb.bridge.iproute2-6.1.json')), []);
});

t.test('entries that are not flannel’s are left out', async (t) => {
  t.same(parseForwardingEntries(fixture('bridge-fdb.foreign.iproute2-6.1.json')), [
    { mac: '02:00:00:00:00:61', destination: '10.0.0.61' },
  ]);
});

t.test('a device that is not there has no list', async (t) => {
  const { run } = fakeCommands({
    'bridge -j fdb show dev nope': { exitCode: 255, stderr: 'Cannot find device "nope"\n' },
  });
  await t.rejects(forwardingEntries(run, 'nope'), {
    reason: 'ToolFailed',
    message: 'bridge -j fdb show dev nope: Cannot find device "nope"',
  });
});

for (const [what, text] of Object.entries(garbage)) {
  t.test(`${what} is no list of forwarding entries`, async (t) => {
    t.throws(() => parseForwardingEntries(text), wrongFormat);
  });
}
