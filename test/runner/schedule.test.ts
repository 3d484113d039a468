import t, { type Test } from 'tap';
import type { ChangeSource } from '../../src/domain/change-source.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { type RoundOutcome, type RoundRequest, runSchedule } from '../../src/runner/schedule.ts';
import { createVirtualTime, type VirtualTime } from '../support/virtual-time.ts';

const intervalMs = 30_000;
const hourMs = 3_600_000;

interface Started extends RoundRequest {
  readonly at: number;
}

interface Daemon {
  readonly time: VirtualTime;
  readonly rounds: readonly Started[];
  /** When a stall was reported. */
  readonly stalls: readonly number[];
  readonly ended: Promise<void>;
  change(what: string): void;
  stop(): void;
}

interface Given {
  /** What a round does; if not given it takes 200 ms. */
  readonly round?: (request: RoundRequest, time: VirtualTime) => Promise<RoundOutcome>;
  readonly random?: () => number;
  readonly now?: Clock['now'];
  /** It is to end before it has begun. */
  readonly isStopped?: boolean;
}

/** A schedule on virtual time; a round that begins while another runs fails the test. */
function daemon(t: Test, given: Given = {}): Daemon {
  const time = createVirtualTime();
  const rounds: Started[] = [];
  const stalls: number[] = [];
  const listeners: Parameters<ChangeSource['watch']>[0][] = [];
  const interruption = new AbortController();
  const work = given.round ?? (() => time.sleep(200).then(() => ({})));
  let running = 0;
  if (given.isStopped) interruption.abort();
  const clock: Clock = { elapsed: time.elapsed, now: given.now ?? (() => 0) };
  const ended = runSchedule({
    intervalMs,
    clock,
    startTimer: time.startTimer,
    random: given.random ?? (() => 0.5),
    changes: { watch: (onChange) => listeners.push(onChange) },
    signal: interruption.signal,
    onStall: () => stalls.push(time.elapsed()),
    async round(request) {
      rounds.push({ ...request, at: time.elapsed() });
      running += 1;
      if (running > 1) t.fail('rounds overlap');
      try {
        return await work(request, time);
      } finally {
        running -= 1;
      }
    },
  });
  t.teardown(() => interruption.abort());
  return {
    time,
    rounds,
    stalls,
    ended,
    change(what) {
      for (const listener of listeners) listener({ what });
    },
    stop: () => interruption.abort(),
  };
}

const inShort = (rounds: readonly Started[]) => rounds.map(({ at, kind, why }) => [at, kind, why]);

t.test('all checks run at the start, and then at the interval', async (t) => {
  const { time, rounds } = daemon(t);
  await time.pass(60_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [30_000, 'all', 'interval'],
    [60_000, 'all', 'interval'],
  ]);
});

t.test('chance makes the interval a tenth shorter or longer', async (t) => {
  const chances = [0, 0.25, 0.5, 0.75, 0.999].values();
  const { time, rounds } = daemon(t, { random: () => chances.next().value ?? 0.5 });
  await time.pass(150_000);
  const pauses = rounds.slice(1).map(({ at }, index) => at - (rounds[index]?.at ?? 0));
  t.same(pauses.map(Math.round), [27_000, 28_500, 30_000, 31_500, 32_994]);
});

t.test('a day goes by on time, however the wall clock jumps', async (t) => {
  const jumps = [0, 5 * 365 * 24 * hourMs, -20 * 365 * 24 * hourMs, -hourMs];
  let asked = 0;
  const now = () => jumps[asked++ % jumps.length] ?? 0;
  const { time, rounds, stalls } = daemon(t, { now, random: () => 0.5 });
  await time.pass(24 * hourMs);
  t.equal(rounds.length, 24 * 120 + 1);
  t.ok(rounds.every(({ at, kind }, index) => at === index * intervalMs && kind === 'all'));
  t.same(stalls, []);
});

t.test('a round that takes longer than the interval is followed by the next', async (t) => {
  const round: Given['round'] = (_, time) => time.sleep(40_000).then(() => ({}));
  const { time, rounds, stalls } = daemon(t, { round });
  await time.pass(120_000);
  t.same(
    rounds.map(({ at }) => at),
    [0, 40_000, 80_000, 120_000],
  );
  t.same(stalls, []);
});

t.test('after a quiet time a change has a local round within a second', async (t) => {
  const { time, rounds, change } = daemon(t);
  await time.pass(10_000);
  change('link flannel.1');
  await time.pass(100);
  change('address flannel.1');
  await time.pass(15_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [10_300, 'local', 'link flannel.1'],
  ]);
});

t.test('a local round does not put off the next of all checks', async (t) => {
  const { time, rounds, change } = daemon(t);
  await time.pass(29_000);
  change('link cni0');
  await time.pass(2_000);
  t.same(inShort(rounds).slice(1), [
    [29_300, 'local', 'link cni0'],
    [30_000, 'all', 'interval'],
  ]);
});

t.test('a storm of changes has one round in 5 s, and the timer goes on', async (t) => {
  const { time, rounds, change } = daemon(t);
  await time.pass(1_000);
  for (let ms = 0; ms < 600_000; ms += 50) {
    change('link bond0');
    await time.pass(50);
  }
  const local = rounds.filter(({ kind }) => kind === 'local').map(({ at }) => at);
  const pauses = local.slice(1).map((at, index) => at - (local[index] ?? 0));
  t.ok(Math.min(...pauses) >= 5_000, `rounds are ${Math.min(...pauses)} ms apart`);
  t.ok(local.length >= 100, `${local.length} rounds`);
  t.equal(rounds.length - local.length, 21);
});

t.test('what changes while a round runs has a round after it', async (t) => {
  const round: Given['round'] = (_, time) => time.sleep(2_000).then(() => ({}));
  const { time, rounds, change } = daemon(t, { round });
  await time.pass(1_000);
  change('route default');
  await time.pass(20_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [2_000, 'local', 'route default'],
  ]);
});

t.test('what changes right before a round is seen by it', async (t) => {
  const { time, rounds, change } = daemon(t);
  await time.pass(29_900);
  change('route default');
  await time.pass(20_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [30_000, 'all', 'interval'],
  ]);
});

t.test('a recheck comes when it was asked for, whatever was run for changes', async (t) => {
  const answers = [{}, { recheckInMs: 0 }, { recheckInMs: 2_000 }].values();
  const round: Given['round'] = async () => answers.next().value ?? {};
  const { time, rounds, change } = daemon(t, { round });
  await time.pass(10_000);
  change('address docker0');
  await time.pass(15_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [10_300, 'local', 'address docker0'],
    [11_300, 'local', 'recheck'],
    [13_300, 'local', 'recheck'],
  ]);
});

t.test('the newest round alone says whether there is to be a recheck', async (t) => {
  const answers = [{ recheckInMs: 20_000 }, {}].values();
  const { time, rounds, change } = daemon(t, { round: async () => answers.next().value ?? {} });
  await time.pass(10_000);
  change('address docker0');
  await time.pass(19_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [10_300, 'local', 'address docker0'],
  ]);
});

t.test('whoever asks for rechecks without end has one a second', async (t) => {
  const { time, rounds } = daemon(t, { round: async () => ({ recheckInMs: 0 }) });
  await time.pass(29_500);
  t.equal(rounds.length, 30);
});

t.test('a round that never ends is told to, once, and nothing runs beside it', async (t) => {
  const round: Given['round'] = ({ why }, time) =>
    why === 'start' ? time.sleep(200).then(() => ({})) : new Promise(() => {});
  const { time, rounds, stalls, change } = daemon(t, { round });
  await time.pass(90_199);
  t.same(stalls, []);
  t.equal(rounds[1]?.signal.aborted, false);
  await time.pass(1);
  t.same(stalls, [90_200], 'three intervals after the last round has finished');
  t.equal(rounds[1]?.signal.aborted, true);
  t.match(rounds[1]?.signal.reason, { message: 'the round has stalled' });
  change('link cni0');
  await time.pass(24 * hourMs);
  t.same(stalls, [90_200]);
  t.equal(rounds.length, 2);
});

t.test('once the stalled round has ended the next begins, and may stall again', async (t) => {
  const round: Given['round'] = ({ signal }) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({})));
  const { time, rounds, stalls } = daemon(t, { round });
  await time.pass(200_000);
  t.same(stalls, [90_000, 180_000]);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [90_000, 'all', 'interval'],
    [180_000, 'all', 'interval'],
  ]);
});

t.test('a process that was stopped for hours goes on without a stall', async (t) => {
  const { time, rounds, stalls } = daemon(t);
  await time.pass(10_000);
  time.standStill(5 * hourMs);
  await time.pass(1_000);
  t.same(inShort(rounds), [
    [0, 'all', 'start'],
    [10_000 + 5 * hourMs, 'all', 'interval'],
  ]);
  t.same(stalls, []);
});

t.test('a round in which the process was stopped for hours is no stall', async (t) => {
  const { time, rounds, stalls } = daemon(t);
  await time.pass(100);
  time.standStill(5 * hourMs);
  await time.pass(1_000);
  t.equal(rounds.length, 2);
  t.same(stalls, []);
});

t.test('an abort ends the schedule at once', async (t) => {
  await t.test('between rounds', async (t) => {
    const { time, rounds, ended, stop } = daemon(t);
    await time.pass(10_000);
    stop();
    await ended;
    await time.pass(hourMs);
    t.equal(rounds.length, 1);
  });

  await t.test('while a round runs that does not end', async (t) => {
    const { time, rounds, stalls, ended, stop } = daemon(t, { round: () => new Promise(() => {}) });
    await time.pass(10_000);
    stop();
    await ended;
    t.equal(rounds[0]?.signal.aborted, true);
    await time.pass(hourMs);
    t.equal(rounds.length, 1);
    t.same(stalls, []);
  });

  await t.test('before the first round', async (t) => {
    const { rounds, ended } = daemon(t, { isStopped: true });
    await ended;
    t.same(rounds, []);
  });
});

t.test('what a round throws ends the schedule', async (t) => {
  const { ended } = daemon(t, { round: () => Promise.reject(new Error('no such report')) });
  await t.rejects(ended, { message: 'no such report' });
});
