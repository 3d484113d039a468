import t from 'tap';
import { editDistance } from '../../src/domain/edit-distance.ts';

const cases = [
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['kitten', 'sitting', 3],
  ['dns', 'dns', 0],
  ['bridge', 'brigde', 2],
] as const;

for (const [from, to, distance] of cases)
  t.test(`from "${from}" to "${to}" it takes ${distance}`, async (t) => {
    t.equal(editDistance(from, to), distance);
    t.equal(editDistance(to, from), distance);
  });
