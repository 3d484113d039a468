import t from 'tap';
import { maskCredentials } from '../../src/config/mask-credentials.ts';

for (const [text, masked] of [
  ['http://user:secret@proxy:3128/x', 'http://***@proxy:3128/x'],
  ['user:secret@proxy:3128', '***@proxy:3128'],
  ['HTTP://user:sec/r@t@proxy', 'HTTP://***@proxy'],
  ['http://user:sec\nret@proxy', 'http://***@proxy'],
  ['http://proxy:3128', 'http://proxy:3128'],
  ['', ''],
] as const) {
  t.test(`${JSON.stringify(text)} is shown as ${JSON.stringify(masked)}`, async (t) => {
    t.equal(maskCredentials(text), masked);
  });
}
