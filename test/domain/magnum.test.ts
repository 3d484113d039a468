import t from 'tap';
import { isMagnum, setIn } from '../../src/domain/magnum.ts';

const params = new Map([
  ['EMPTY', ''],
  ['SET', 'value'],
  ['LATER', 'other'],
]);

t.test('the first that is set counts, and an empty value sets nothing', async (t) => {
  t.equal(setIn(params, 'ABSENT', 'EMPTY', 'SET', 'LATER'), 'value');
  t.equal(setIn(params, 'ABSENT', 'EMPTY'), undefined);
});

t.test('Magnum shows by the UUID of its cluster', async (t) => {
  t.equal(isMagnum(new Map([['CLUSTER_UUID', 'c']])), true);
  t.equal(isMagnum(new Map([['BAY_UUID', 'b']])), true);
  t.equal(isMagnum(new Map([['CLUSTER_UUID', '']])), false);
});
