import t from 'tap';
import { shellWords } from '../../../src/domain/heat/shell-words.ts';

const commands: readonly (readonly [command: string, words: readonly string[]])[] = [
  ['', []],
  ['  \n', []],
  ['curl', ['curl']],
  [' curl\t-i  -X POST ', ['curl', '-i', '-X', 'POST']],
  [`-H 'X-Auth-Token: a"b\\c'`, ['-H', 'X-Auth-Token: a"b\\c']],
  [`-H "a 'b' \\"c\\" \\\\ \\x"`, ['-H', `a 'b' "c" \\ \\x`]],
  ['-H "a\\\nb"', ['-H', 'ab']],
  ['a\\ b\\\nc', ['a bc']],
  [`a"b"'c'd`, ['abcd']],
  [`'' ""`, ['', '']],
  ['http://h/?a=b#c=*[1]{2}~!%', ['http://h/?a=b#c=*[1]{2}~!%']],
];

for (const [command, words] of commands)
  t.test(`${JSON.stringify(command)} is ${JSON.stringify(words)}`, async (t) => {
    t.strictSame(shellWords(command), words);
  });

const refused = [
  ...['a "b', "a 'b", 'a\\', 'a; b', 'a | b', 'a & b', 'a > b', 'a < b', 'a\nb'],
  ...['a $b', 'a "$b"', 'a `b`', 'a "`b`"', '(a)', 'a "b\\'],
];

for (const command of refused)
  t.test(`${JSON.stringify(command)} is more than one plain command`, async (t) => {
    t.equal(shellWords(command), undefined);
  });
