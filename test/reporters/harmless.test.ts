import t from 'tap';
import { harmless } from '../../src/reporters/harmless.ts';

const cases = [
  ['plain text stays', 'flannel.1 has ünïcode ✔', 'flannel.1 has ünïcode ✔'],
  ['an escape sequence is spelled out', '\u001b[31mred', '\\x1b[31mred'],
  ['the one-byte form of it too', '\u009b31m', '\\x9b31m'],
  ['NUL, bell and delete', '\u0000\u0007\u007f', '\\x00\\x07\\x7f'],
  ['lines become one', 'a\r\nb\n\nc\td', 'a b c d'],
  ['other line separators', '\u2028\u2029\u0085', '\\u{2028}\\u{2029}\\x85'],
  ['text that changes direction', 'a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
  ['invisible characters', '\u200b\ufeff\u{e0041}', '\\u{200b}\\u{feff}\\u{e0041}'],
  ['half of a surrogate pair', '\ud83d', '\\u{d83d}'],
  ['a whole pair stays', '😀', '😀'],
] as const;

for (const [behaviour, text, expected] of cases)
  t.test(behaviour, async (t) => {
    t.equal(harmless(text), expected);
    t.equal(harmless(harmless(text)), expected, 'twice is no worse than once');
  });
