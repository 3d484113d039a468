import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { healthy, unknown } from '../../src/domain/verdict.ts';
import { runRound } from '../../src/runner/run-round.ts';
import { checkThat, probesWith } from '../support/configured-check.ts';

const startedAt = new Date('2026-11-21T08:00:00Z');
const options = {
  node: 'node-1',
  timeoutMs: 200,
  signal: new AbortController().signal,
  now: () => startedAt,
};

t.test('results come in the checks’ order, whichever is first', async (t) => {
  const checks = [
    checkThat(async () => {
      await delay(20);
      return healthy('slow');
    }, 'a'),
    checkThat(async () => healthy('fast'), 'b'),
  ];
  const round = await runRound(checks, probesWith({}), options);
  t.match(round, { node: 'node-1', startedAt });
  t.ok(Number.isInteger(round.durationMs));
  t.same(
    round.results.map(({ name, verdict }) => [name, verdict]),
    [
      ['a', healthy('slow')],
      ['b', healthy('fast')],
    ],
  );
});

t.test('checks run at the same time, and one that hangs costs its own verdict only', async (t) => {
  const { promise: met, resolve: meet } = Promise.withResolvers<void>();
  const checks = [
    checkThat(async () => {
      await met;
      return healthy('met');
    }),
    checkThat(async () => {
      meet();
      return healthy('met');
    }),
    checkThat(() => new Promise(() => {})),
    checkThat(async () => {
      throw new Error('boom');
    }),
  ];
  const { results } = await runRound(checks, probesWith({}), options);
  t.same(
    results.map(({ verdict }) => verdict),
    [
      healthy('met'),
      healthy('met'),
      unknown('CheckTimedOut', 'did not finish within 200 ms'),
      unknown('CheckFailed', 'boom'),
    ],
  );
});

t.test('checks share their answers', async (t) => {
  let calls = 0;
  const probes = probesWith({
    bootedAt: async () => {
      calls += 1;
      return calls;
    },
  });
  const check = checkThat(async (probes) => healthy(`${await probes.bootedAt()}`));
  await runRound([check, check], probes, options);
  t.equal(calls, 1);
});

t.test('a round without checks is a round', async (t) => {
  t.same((await runRound([], probesWith({}), options)).results, []);
});
