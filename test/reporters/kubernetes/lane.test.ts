import t from 'tap';
import type { FailureKind } from '../../../src/reporters/deliveries.ts';
import { createLane } from '../../../src/reporters/kubernetes/lane.ts';
import { createScene } from '../../support/kubernetes-reporting.ts';

function laneIn({ chance = 0 } = {}) {
  const { time, options, lines, clock } = createScene({ chance });
  return { lane: createLane({ ...options, what: 'conditions' }), time, lines, clock };
}

const failure = (kind: FailureKind, retryAfterMs?: number) => ({
  kind,
  detail: 'what was heard',
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

t.test('a lane is free until something fails, and after a success again', async (t) => {
  const { lane, time } = laneIn();
  t.equal(lane.waitMs(), 0);
  lane.failed(failure('server'));
  t.equal(lane.waitMs(), 1_000);
  time.standStill(1_000);
  t.equal(lane.waitMs(), 0);
  lane.failed(failure('server'));
  t.equal(lane.waitMs(), 2_000);
  time.standStill(2_000);
  lane.succeeded();
  lane.failed(failure('server'));
  t.equal(lane.waitMs(), 1_000);
});

for (const kind of ['forbidden', 'invalid'] as const)
  t.test(`what somebody has to mend first is tried slowly: ${kind}`, async (t) => {
    const { lane, time } = laneIn();
    lane.failed(failure(kind));
    t.equal(lane.waitMs(), 60_000);
    time.standStill(60_000);
    lane.failed(failure(kind));
    t.equal(lane.waitMs(), 120_000);
  });

t.test('the server is left alone for as long as it asks, and a little by chance', async (t) => {
  const { lane } = laneIn({ chance: 0.5 });
  lane.failed(failure('throttled', 60_000));
  t.equal(lane.waitMs(), 61_500);
});

t.test('a server that asks for a day is not believed', async (t) => {
  const { lane } = laneIn();
  lane.failed(failure('throttled', 86_400_000));
  t.equal(lane.waitMs(), 3_601_000);
});

t.test('a backoff can be forgotten, but not what the server asked for', async (t) => {
  const { lane } = laneIn();
  for (const _ of Array.from({ length: 9 })) lane.failed(failure('server'));
  lane.forgive();
  t.equal(lane.waitMs(), 0);
  lane.failed(failure('throttled', 3_000));
  lane.forgive();
  t.equal(lane.waitMs(), 3_000);
});

t.test('the beginning and the end of a problem are logged, and no retry', async (t) => {
  const { lane, lines, time } = laneIn();
  for (const _ of Array.from({ length: 50 })) {
    lane.failed(failure('unreachable'));
    time.standStill(1_000);
  }
  lane.succeeded();
  lane.succeeded();
  t.same(lines, [
    {
      level: 'warn',
      fields: { what: 'conditions', detail: 'what was heard' },
      message: 'the Kubernetes API cannot be reached; retrying',
    },
    {
      level: 'info',
      fields: { what: 'conditions', afterMs: 50_000 },
      message: 'deliveries to the Kubernetes API work again',
    },
  ]);
});

t.test('problems that take turns are each said once, until all is well', async (t) => {
  const { lane, lines } = laneIn();
  const kinds = ['unreachable', 'server', 'unreachable', 'server', 'credentials'] as const;
  for (const kind of kinds) lane.failed(failure(kind));
  t.equal(lines.length, 3);
  lane.succeeded();
  lane.failed(failure('server'));
  t.equal(lines.length, 5);
});

const levels = [
  ['unreachable', 'warn', /cannot be reached/],
  ['credentials', 'error', /does not take our credentials/],
  ['forbidden', 'error', /a right is missing/],
  ['notFound', 'warn', /does not know this node/],
  ['conflict', 'warn', /conflict/],
  ['throttled', 'warn', /too many requests/],
  ['server', 'warn', /internal problem/],
  ['invalid', 'error', /does not accept what we send/],
] as const;

for (const [kind, level, message] of levels)
  t.test(`each problem has its words: ${kind}`, async (t) => {
    const { lane, lines } = laneIn();
    lane.failed(failure(kind));
    t.match(lines, [{ level, message }]);
  });

t.test('what was delivered, and what failed, is counted', async (t) => {
  const { lane, time, clock } = laneIn();
  t.match(lane.deliveries(), { succeeded: 0, lastSuccessAt: undefined, failing: undefined });
  lane.succeeded();
  const lastSuccessAt = clock.now();
  time.standStill(60_000);
  lane.failed(failure('server'));
  lane.failed(failure('server'));
  lane.failed(failure('throttled'));
  const counted = lane.deliveries();
  t.match(counted, { succeeded: 1, lastSuccessAt, failing: 'throttled' });
  t.match(counted.failed, { server: 2, throttled: 1, unreachable: 0 });
  t.equal(Object.keys(counted.failed).length, 8);
  lane.succeeded();
  t.equal(lane.deliveries().failing, undefined);
  t.equal(counted.failing, 'throttled', 'what was read does not change');
});
