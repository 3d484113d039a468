import t from 'tap';
import { formatDuration } from '../../src/reporters/format-duration.ts';

const cases = [
  [0.2, '0ms'],
  [12.6, '13ms'],
  [999.4, '999ms'],
  [999.6, '1s'],
  [1_234, '1.2s'],
  [60_000, '60s'],
] as const;

for (const [ms, text] of cases)
  t.test(`${ms} milliseconds are ${text}`, async (t) => {
    t.equal(formatDuration(ms), text);
  });
