import t from 'tap';
import { exitCodes } from '../../src/cli/exit-codes.ts';

t.test('a status has the code that node-problem-detector expects of a plugin', async (t) => {
  const { healthy, unhealthy, unknown } = exitCodes;
  t.same([healthy, unhealthy, unknown], [0, 1, 2]);
});

t.test('each outcome has a code of its own', async (t) => {
  const codes = Object.values(exitCodes);
  t.equal(new Set(codes).size, codes.length);
});
