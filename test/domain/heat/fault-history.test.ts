import t from 'tap';
import {
  type FaultHistory,
  hasStood,
  noHistory,
  withRound,
} from '../../../src/domain/heat/fault-history.ts';

/** The history after these rounds, which begin at their time: each with what is wrong in it. */
const after = (...rounds: readonly (readonly [at: number, ...faults: string[]])[]): FaultHistory =>
  rounds.reduce<FaultHistory>(
    (history, [at, ...faults]) =>
      withRound(history, { startedAt: new Date(at) }, { faults, elapsed: at }),
    noHistory,
  );

const cases: readonly (readonly [what: string, history: FaultHistory, stood: boolean])[] = [
  ['nothing was ever wrong', noHistory, false],
  ['it was seen once', after([1_000, 'a']), false],
  ['two rounds agree, and the time has passed', after([1_000, 'a'], [3_000, 'a']), true],
  ['two rounds agree, and the time has not passed', after([9_500, 'a'], [9_900, 'a']), false],
  ['another fault was seen', after([1_000, 'b'], [3_000, 'b']), false],
  ['it was away in between', after([1_000, 'a'], [3_000], [9_500, 'a']), false],
  ['it is over', after([1_000, 'a'], [3_000, 'a'], [5_000]), false],
  ['the same round was told twice', after([1_000, 'a'], [1_000, 'a']), false],
  ['others came and went', after([1_000, 'a'], [3_000, 'a', 'b'], [5_000, 'a']), true],
];

for (const [what, history, stood] of cases)
  t.test(`a fault ${stood ? 'has' : 'has not'} stood when ${what}`, async (t) => {
    t.equal(hasStood(history, 'a', { forMs: 2_000, elapsed: 10_000 }), stood);
  });

t.test('what a round that is told again finds wrong besides counts from then on', async (t) => {
  const history = withRound(
    after([1_000, 'a']),
    { startedAt: new Date(1_000) },
    { faults: ['a', 'b'], elapsed: 2_000 },
  );
  t.strictSame(
    [...history.stretches],
    [
      ['a', { since: 1_000, rounds: 1 }],
      ['b', { since: 2_000, rounds: 1 }],
    ],
  );
});
