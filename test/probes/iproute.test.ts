import t from 'tap';
import { askIproute } from '../../src/probes/iproute.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';

const command = 'ip -j -6 route';
const ask = (answer: FakeAnswer) =>
  askIproute(fakeCommands({ [command]: answer }).run, ['ip', '-6', 'route']);

t.test('JSON is handed on as it is', async (t) => {
  t.equal(await ask('[]'), '[]');
});

const tooOld: Readonly<Record<string, FakeAnswer>> = {
  'iproute2 before 4.9': {
    exitCode: 255,
    stderr: 'Option "-j" is unknown, try "ip -help".\n',
  },
  BusyBox: { exitCode: 1, stderr: "ip: invalid option -- 'j'\n" },
  'routes as text': fixture('ip-route.plain.iproute2-6.1.txt'),
  'addresses as text': fixture('ip-addr.plain.iproute2-6.1.txt'),
  'forwarding entries as text': fixture('bridge-fdb.plain.iproute2-6.1.txt'),
};
for (const [what, answer] of Object.entries(tooOld)) {
  t.test(`${what}: the tool is too old`, async (t) => {
    await t.rejects(ask(answer), { reason: 'ToolTooOld', message: 'ip cannot print JSON' });
  });
}

t.test('any other failure is told in the words of the tool', async (t) => {
  await t.rejects(ask({ exitCode: 1, stderr: 'Cannot find device "nope"\n' }), {
    reason: 'ToolFailed',
    message: 'ip -j -6 route: Cannot find device "nope"',
  });
});
