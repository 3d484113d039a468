import t from 'tap';
import { createWitness, type Told } from '../support/condition-witness.ts';
import {
  createWatchedNode,
  dead,
  minutes,
  type Shown,
  stale,
  told,
  toldOf,
  unclear,
  type WatchedNode,
  well,
  wrong,
} from '../support/watched-node.ts';

/** Whole numbers below the limit, the same for a seed. */
function randomOf(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const other: Shown = { ...wrong, reason: 'BridgeOutsideSubnet' };
const shows = [well, well, well, wrong, other, dead, unclear] as const;
const waits = [500, 2_000, 5_000, 30_000, 30_000, minutes(1), minutes(5)] as const;
const jumps = [-minutes(600), -7_000, 7_000, minutes(600)] as const;

/** What goes wrong in so many events: rounds above all, and whatever may come between them. */
function simulate(seed: number, events: number) {
  const random = randomOf(seed);
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item =>
    items[random(items.length)] ?? items[0];
  const node = createWatchedNode({ bootedAgoMs: 0 });
  const witness = createWitness(node);
  const statuses = new Set<string>();
  let shown: Shown = well;

  const round = (before: Told): void => {
    if (random(4) === 0) shown = pick(shows);
    const isFresh = random(5) > 0;
    if (isFresh) witness.sees(shown.status ?? '', shown.reason ?? '');
    node.round(isFresh ? shown : stale(pick(shows)));
    witness.judges(before);
  };
  const roundWithout = (before: Told): void => {
    for (let count = 0; count < 3; count += 1) {
      witness.sees('NotApplicable', '');
      node.roundWithout('FlannelProblem');
      witness.judges(before);
      node.wait(30_000);
    }
  };
  const restart = (before: Told): void => {
    node.start();
    witness.restarts(before);
  };
  const stop = (before: Told): void => {
    node.stop();
    witness.pauses(before);
    node.wait(pick([minutes(1), minutes(20)]));
    restart(toldOf(node));
  };
  const stall = (before: Told): void => {
    node.wait(90_000);
    node.stall();
    witness.pauses(before);
  };
  const reboot = (before: Told): void => {
    node.reboot();
    witness.reboots();
    witness.restarts(before);
  };
  const jump = (): void => node.setClock(pick(jumps));

  const others = [restart, restart, stop, stall, reboot, jump, jump, roundWithout] as const;
  for (let event = 0; event < events; event += 1) {
    node.wait(pick(waits));
    const happens = random(10) > 0 ? round : pick(others);
    happens(toldOf(node));
    statuses.add(told(node));
  }
  return { faults: witness.faults, statuses };
}

t.test('whatever happens, only what was confirmed is told, with its own times', async (t) => {
  const statuses = new Set<string>();
  for (let seed = 1; seed <= 200; seed += 1) {
    const simulated = simulate(seed, 400);
    t.strictSame(simulated.faults, [], `seed ${seed}`);
    for (const status of simulated.statuses) statuses.add(status);
  }
  t.strictSame([...statuses].sort(), [
    'False NoFlannelProblem',
    'True BridgeDown',
    'True BridgeOutsideSubnet',
    'True FlannelNotRunning',
    'Unknown AgentStopped',
    'Unknown CheckStalled',
    'Unknown Starting',
    'Unknown ToolFailed',
    'nothing',
  ]);
});

const hour = minutes(60);

/** How often something is told in a day of rounds each half minute and rechecks. */
function newsInADay(shownAt: (node: WatchedNode) => Shown): number {
  const node = createWatchedNode();
  let news = 0;
  while (node.elapsed() < 24 * hour) {
    const { changed, recheckInMs = 30_000 } = node.round(shownAt(node));
    if (changed) news += 1;
    node.wait(Math.min(recheckInMs, 30_000));
  }
  return news;
}

/** A fault for half of the period. */
const each =
  (periodMs: number, fault: Shown) =>
  (node: WatchedNode): Shown =>
    node.elapsed() % periodMs < periodMs / 2 ? well : fault;

/** Each time that something is told the opposite is shown, but for a rest after so many. */
function contrary(between = Number.POSITIVE_INFINITY) {
  let [shown, changes, restUntil] = [well, 0, 0];
  return (node: WatchedNode): Shown => {
    const isTold = told(node) === `${shown.status} ${shown.reason}`;
    if (!isTold || node.elapsed() < restUntil) return shown;
    shown = shown === well ? wrong : well;
    changes += 1;
    if (changes % between === 0) restUntil = node.elapsed() + hour;
    return shown;
  };
}

/** Another face with each round, or not. */
function fickle(fault: Shown) {
  const random = randomOf(7);
  return (): Shown => (random(2) === 0 ? well : fault);
}

interface Flapping {
  readonly how: string;
  readonly shownAt: (node: WatchedNode) => Shown;
  readonly atMost: number;
}

const flappings: readonly Flapping[] = [
  { how: 'with any round', shownAt: fickle(wrong), atMost: 8 },
  { how: 'with any round, of what may come back', shownAt: fickle(dead), atMost: 8 },
  { how: 'each 7 s', shownAt: each(7_000, wrong), atMost: 8 },
  { how: 'each 10 min', shownAt: each(minutes(10), wrong), atMost: 8 },
  { how: 'each 20 min', shownAt: each(minutes(20), wrong), atMost: 8 },
  // Slower than the longest hold: each change lasts, and is told.
  { how: 'each 40 min', shownAt: each(minutes(40), wrong), atMost: 73 },
  { how: 'each 2 h', shownAt: each(2 * hour, wrong), atMost: 25 },
  // Six in the first quarter of an hour, then four in each.
  { how: 'as soon as it is told', shownAt: contrary(), atMost: 102 },
  { how: 'so, but for an hour after each three', shownAt: contrary(3), atMost: 75 },
];

for (const { how, shownAt, atMost } of flappings) {
  t.test(`a day of flapping ${how} is told at most ${atMost} times`, async (t) => {
    const news = newsInADay(shownAt);
    t.ok(news > 1 && news <= atMost, `${news} times`);
  });
}
