import t from 'tap';
import { oneLine } from '../../../src/reporters/kubernetes/one-line.ts';

t.test('a message is one line that no terminal takes for a command', async (t) => {
  t.equal(oneLine('docker0 has\n172.17.0.1/16'), 'docker0 has 172.17.0.1/16');
  t.equal(oneLine('\u001b[31m100 %s'), '\\x1b[31m100 %s');
});

t.test('a message of 1024 characters is whole, a longer one is cut to that', async (t) => {
  t.equal(oneLine('x'.repeat(1_024)), 'x'.repeat(1_024));
  t.equal(oneLine('x'.repeat(1_025)), `${'x'.repeat(1_023)}…`);
});

t.test('no character is cut in two', async (t) => {
  const line = oneLine(`${'x'.repeat(1_022)}😀😀`);
  t.equal(line, `${'x'.repeat(1_022)}…`);
  t.ok(line.isWellFormed());
});
