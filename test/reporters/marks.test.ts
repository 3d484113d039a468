import t from 'tap';
import type { Status } from '../../src/domain/verdict.ts';
import { markOf } from '../../src/reporters/marks.ts';

const cases: readonly (readonly [status: Status, sign: string, word: string])[] = [
  ['healthy', '✔', 'ok'],
  ['unhealthy', '✖', 'FAIL'],
  ['unknown', '?', '?'],
  ['notApplicable', '–', '-'],
];

for (const [status, sign, word] of cases)
  t.test(`${status} is ${sign} on a color terminal and ${word} elsewhere`, async (t) => {
    t.equal(markOf(status, { color: true }).text, sign);
    t.equal(markOf(status, { color: false }).text, word);
  });
