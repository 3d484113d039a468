import t from 'tap';
import { judgeRound } from '../../src/domain/judge-round.ts';
import {
  type LatestResult,
  observedConditions,
  wholeRound,
  withRound,
} from '../../src/domain/latest-results.ts';
import type { CheckResult, Round } from '../../src/domain/report.ts';
import {
  healthy,
  notApplicable,
  unhealthy,
  unknown,
  type Verdict,
} from '../../src/domain/verdict.ts';

const fine = healthy('fine');
const broken = unhealthy({ reason: 'Broken', message: 'broken' });
const open = unknown('CheckTimedOut', 'too slow');
const nothing = notApplicable('NoExternalAccess', 'nothing to ask');

const conditions = {
  'default-route': 'ExternalNetworkProblem',
  'external-ping': 'ExternalNetworkProblem',
  'external-http': 'ExternalNetworkProblem',
  'pod-bridge': 'FlannelProblem',
} as const;

type Name = keyof typeof conditions;

const resultOf = (name: Name, verdict: Verdict): CheckResult => ({
  name,
  condition: conditions[name],
  verdict,
  durationMs: 1,
});

const at = (second: number) => Date.UTC(2026, 10, 21, 8, 0, second);

const round = (second: number, verdicts: Partial<Record<Name, Verdict>>): Round => ({
  node: 'n1',
  startedAt: new Date(at(second)),
  durationMs: second,
  results: Object.entries(verdicts).map(([name, verdict]) => resultOf(name as Name, verdict)),
});

const latestOf = (...rounds: readonly Round[]): readonly LatestResult[] =>
  rounds.reduce(withRound, [] as readonly LatestResult[]);

t.test('a round of all checks replaces everything, in its own order', async (t) => {
  const latest = latestOf(
    round(1, { 'default-route': broken, 'external-ping': broken }),
    round(2, { 'default-route': fine, 'external-ping': open }),
  );
  t.same(latest, [
    { result: resultOf('default-route', fine), collectedAt: at(2), isFresh: true },
    { result: resultOf('external-ping', open), collectedAt: at(2), isFresh: true },
  ]);
});

t.test('what a round leaves out keeps its result, its time and its place', async (t) => {
  const first = round(1, { 'default-route': fine, 'external-ping': fine, 'pod-bridge': fine });
  const second = round(5, { 'default-route': broken, 'pod-bridge': fine });
  const latest = latestOf(first, second);
  t.same(latest, [
    { result: resultOf('default-route', broken), collectedAt: at(5), isFresh: true },
    { result: resultOf('external-ping', fine), collectedAt: at(1), isFresh: false },
    { result: resultOf('pod-bridge', fine), collectedAt: at(5), isFresh: true },
  ]);
  t.same(wholeRound(latest, second), {
    ...second,
    results: [
      resultOf('default-route', broken),
      resultOf('external-ping', fine),
      resultOf('pod-bridge', fine),
    ],
  });
});

t.test('a check that first runs in a later round comes last', async (t) => {
  const latest = latestOf(round(1, { 'pod-bridge': fine }), round(2, { 'external-ping': fine }));
  t.same(
    latest.map(({ result, isFresh }) => [result.name, isFresh]),
    [
      ['pod-bridge', false],
      ['external-ping', true],
    ],
  );
});

const outside = { 'default-route': fine, 'external-ping': fine, 'external-http': fine };

const cases = [
  {
    title: 'a False is as old as the oldest answer that it rests on, and not fresh with it',
    rounds: [round(1, outside), round(6, { 'default-route': fine })],
    expected: { status: 'False', evidenceAt: at(1), isFresh: false },
  },
  {
    title: 'a False is fresh when all were asked anew',
    rounds: [round(1, outside), round(6, outside)],
    expected: { status: 'False', evidenceAt: at(6), isFresh: true },
  },
  {
    title: 'a False does not rest on checks with nothing to judge',
    rounds: [
      round(1, { ...outside, 'external-ping': nothing, 'external-http': nothing }),
      round(6, { 'default-route': fine }),
    ],
    expected: { status: 'False', evidenceAt: at(6), isFresh: true },
  },
  {
    title: 'a fault seen outside stands, and is not confirmed by what was asked here',
    rounds: [
      round(1, { ...outside, 'external-ping': broken }),
      round(6, { 'default-route': fine }),
    ],
    expected: { status: 'True', evidenceAt: at(1), isFresh: false },
  },
  {
    title: 'a fault seen here is fresh, whatever was known of the outside',
    rounds: [round(1, outside), round(6, { 'default-route': broken })],
    expected: { status: 'True', evidenceAt: at(6), isFresh: true },
  },
  {
    title: 'a question that stayed open is as old as its check',
    rounds: [round(1, { ...outside, 'external-http': open }), round(6, { 'default-route': fine })],
    expected: { status: 'Unknown', evidenceAt: at(1), isFresh: false },
  },
  {
    title: 'evidence keeps the time at which it was collected when the clock is set back',
    rounds: [round(50, outside), round(6, { 'default-route': broken })],
    expected: { status: 'True', evidenceAt: at(6), isFresh: true },
  },
] as const;

for (const { title, rounds, expected } of cases)
  t.test(title, async (t) => {
    const latest = latestOf(...rounds);
    const report = judgeRound(wholeRound(latest, rounds[1]), new Map());
    const [observed, ...others] = observedConditions(report.conditions, latest);
    const [condition] = report.conditions;
    t.same(observed, { ...condition, ...expected });
    t.same(others, []);
  });
