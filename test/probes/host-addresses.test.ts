import t from 'tap';
import { hostAddresses } from '../../src/probes/host-addresses.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';

const ask = (host: string, answer: FakeAnswer) =>
  hostAddresses(
    fakeCommands({ [`env RES_OPTIONS=timeout:1 attempts:2 getent ahosts ${host}`]: answer }).run,
    host,
  );

t.test('a name has the addresses of getent, each once and in its order', async (t) => {
  const printed = [
    '2001:db8::5     STREAM web.example',
    '2001:db8::5     DGRAM  ',
    '192.0.2.5       STREAM ',
    '192.0.2.5       RAW    ',
    '',
  ].join('\n');
  t.same(await ask('web.example', printed), ['2001:db8::5', '192.0.2.5']);
});

t.test('an address is its own, and nobody is asked', async (t) => {
  const { run, asked } = fakeCommands({});
  t.same(await hostAddresses(run, '192.0.2.5'), ['192.0.2.5']);
  t.same(await hostAddresses(run, '2001:db8::5'), ['2001:db8::5']);
  t.same(asked, []);
});

t.test('a name that is not known has none', async (t) => {
  t.same(await ask('web.example', { exitCode: 2 }), []);
});

t.test('a name that getent would take for an option is not asked', async (t) => {
  t.same(await hostAddresses(fakeCommands({}).run, '-s'), []);
});

t.test('what is no answer is none', async (t) => {
  await t.rejects(ask('a', { exitCode: 1, stderr: 'Unknown database' }), {
    reason: 'ToolFailed',
    message: 'getent: Unknown database',
  });
  await t.rejects(ask('a', 'garbage'), { reason: 'ToolFailed', message: /not its format/ });
  await t.rejects(ask('a', { exitCode: 127 }), { reason: 'ToolMissing', message: /getent/ });
});
