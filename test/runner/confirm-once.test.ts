import t from 'tap';
import type { Reporter, Standing } from '../../src/domain/standing.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { confirmOnce } from '../../src/runner/confirm-once.ts';
import { bridgeDocs, broken, epoch, roundOf, well } from '../support/fake-rounds.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { createVirtualTime } from '../support/virtual-time.ts';

interface Given {
  /** Of the rounds; the last again and again. */
  readonly verdicts: readonly [Verdict, ...Verdict[]];
  readonly waitMs?: number;
  readonly flush?: Reporter['flush'];
}

function start({ verdicts: [first, ...others], waitMs = 0, flush }: Given) {
  const time = createVirtualTime();
  const interruption = new AbortController();
  const told: Standing[] = [];
  const waited: string[] = [];
  const verdicts = others.values();
  let verdict = first;
  let rounds = 0;
  const ended = confirmOnce({
    docs: bridgeDocs,
    clock: { elapsed: time.elapsed, now: () => epoch + time.elapsed() },
    startTimer: time.startTimer,
    logger: silentLogger,
    store: { load: async () => undefined, save: async () => true },
    kept: undefined,
    bootedAt: async () => epoch - 3_600_000,
    async runRound() {
      if (rounds > 0) verdict = verdicts.next().value ?? verdict;
      rounds += 1;
      return roundOf(verdict, time.elapsed());
    },
    reporters: [
      { report: (standing) => void told.push(standing), flush: flush ?? (async () => {}) },
    ],
    waitMs,
    isDone: ({ status }) => status === 'healthy',
    signal: interruption.signal,
    onRound: ({ status }) => void waited.push(status),
  });
  const ending = async () => [(await ended).status, told.at(-1)?.conditions[0]?.status].join();
  return { time, told, waited, ending, rounds: () => rounds, stop: () => interruption.abort() };
}

t.test('a healthy node is told of after one round', async (t) => {
  const { ending, rounds, told } = start({ verdicts: [well] });
  t.equal(await ending(), 'healthy,False');
  t.equal(rounds(), 1);
  t.equal(told.length, 1);
});

t.test('a fault is looked at until it is confirmed, and only then stands', async (t) => {
  const { time, ending, told, waited } = start({ verdicts: [broken] });
  await time.pass(10_000);
  t.equal(await ending(), 'unhealthy,True');
  t.equal(told[0]?.conditions.length, 0);
  t.strictSame(waited, ['unhealthy']);
});

t.test('whoever waits sees the node become healthy', async (t) => {
  const verdicts = [broken, broken, broken, broken, well] as const;
  const { time, ending, rounds } = start({ verdicts, waitMs: 600_000 });
  await time.pass(120_000);
  t.equal(await ending(), 'healthy,False');
  t.ok(rounds() >= 5);
});

t.test('once the time is over what was found stands', async (t) => {
  const { time, ending } = start({ verdicts: [broken], waitMs: 60_000 });
  await time.pass(90_000);
  t.equal(await ending(), 'unhealthy,True');
});

t.test('a node that flaps is given up', async (t) => {
  const flapping = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? broken : well));
  const { time, ending } = start({ verdicts: [well, ...flapping] });
  await time.pass(200_000);
  t.ok(await ending());
});

t.test('a signal ends the pause', async (t) => {
  const { time, ending, rounds, stop } = start({ verdicts: [broken], waitMs: 600_000 });
  await time.pass(100);
  stop();
  t.equal(await ending(), 'unhealthy,');
  t.equal(rounds(), 2);
});

t.test('what cannot be delivered is left after half a minute', async (t) => {
  const { time, ending } = start({
    verdicts: [well],
    flush: (signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve());
      }),
  });
  await time.pass(31_000);
  t.equal(await ending(), 'healthy,False');
});
