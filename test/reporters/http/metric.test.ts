import t from 'tap';
import { one, seconds, truth } from '../../../src/reporters/http/metric.ts';

t.test('what is not known has no sample', async (t) => {
  t.same(one(undefined), []);
  t.same(one(0), [{ value: 0 }]);
});

t.test('values are in base units', async (t) => {
  t.equal(seconds(1_500), 1.5);
  t.same([truth(true), truth(false)], [1, 0]);
});
