import t from 'tap';
import { resume } from '../../src/domain/condition-state.ts';
import { observe } from '../../src/domain/observe-conditions.ts';
import {
  createWatchedNode,
  dead,
  docs,
  minutes,
  type Shown,
  stale,
  told,
  toldOf,
  transitionsOf,
  unclear,
  well,
  wrong,
} from '../support/watched-node.ts';

/** So long after the round before, what the round shows, and what is told then. */
type Step = readonly [afterMs: number, shown: Shown, told: string];

const fine = 'False NoFlannelProblem';
const other: Shown = { ...wrong, reason: 'BridgeOutsideSubnet', message: 'cni0 is elsewhere' };

const courses: Readonly<Record<string, readonly Step[]>> = {
  'where nothing is told, health is told at once': [[0, well, fine]],
  'where nothing is told, a fault is confirmed first': [
    [0, wrong, 'nothing'],
    [2_000, wrong, 'True BridgeDown'],
  ],
  'where nothing is told, an open question is confirmed first': [
    [0, unclear, 'nothing'],
    [30_000, unclear, 'nothing'],
    [30_000, unclear, 'Unknown ToolFailed'],
  ],
  'a contradiction in configuration is told after two rounds and 2 s': [
    [0, well, fine],
    [0, wrong, fine],
    [1_999, wrong, fine],
    [1, wrong, 'True BridgeDown'],
  ],
  'one round is never enough, however long ago': [
    [0, well, fine],
    [0, wrong, fine],
    [minutes(5), stale(wrong), fine],
    [0, wrong, 'True BridgeDown'],
  ],
  'what may come back by itself has to stand for a minute': [
    [0, well, fine],
    [0, dead, fine],
    [30_000, dead, fine],
    [29_999, dead, fine],
    [1, dead, 'True FlannelNotRunning'],
  ],
  'a healthy round in between begins the minute anew': [
    [0, well, fine],
    [0, dead, fine],
    [50_000, well, fine],
    [10_000, dead, fine],
    [50_000, dead, fine],
    [10_000, dead, 'True FlannelNotRunning'],
  ],
  'an open question in between begins the minute anew': [
    [0, well, fine],
    [0, dead, fine],
    [50_000, unclear, fine],
    [10_000, dead, fine],
    [50_000, dead, fine],
    [10_000, dead, 'True FlannelNotRunning'],
  ],
  'a contradiction has to stand again to be gone': [
    [0, wrong, 'nothing'],
    [2_000, wrong, 'True BridgeDown'],
    [0, well, 'True BridgeDown'],
    [1_999, well, 'True BridgeDown'],
    [1, well, fine],
  ],
  'a daemon has to run for a minute to be well again': [
    [0, dead, 'nothing'],
    [minutes(1), dead, 'True FlannelNotRunning'],
    [0, well, 'True FlannelNotRunning'],
    [59_999, well, 'True FlannelNotRunning'],
    [1, well, fine],
  ],
  'reasons that alternate confirm their status, with the newest': [
    [0, well, fine],
    [30_000, wrong, fine],
    [1_000, other, fine],
    [1_000, wrong, 'True BridgeDown'],
  ],
  'a quick reason does not confirm the slow one before it': [
    [0, well, fine],
    [0, dead, fine],
    [3_000, wrong, fine],
    [2_000, wrong, 'True BridgeDown'],
  ],
  'another reason has to stand as long as a fault': [
    [0, wrong, 'nothing'],
    [2_000, wrong, 'True BridgeDown'],
    [0, dead, 'True BridgeDown'],
    [59_999, dead, 'True BridgeDown'],
    [1, dead, 'True FlannelNotRunning'],
  ],
  'a reason that is gone does not stay because two others alternate': [
    [0, wrong, 'nothing'],
    [2_000, wrong, 'True BridgeDown'],
    [0, other, 'True BridgeDown'],
    [30_000, dead, 'True BridgeDown'],
    [30_000, other, 'True BridgeOutsideSubnet'],
  ],
  'what nobody asked anew neither confirms nor contradicts': [
    [0, well, fine],
    [0, dead, fine],
    [30_000, stale(dead), fine],
    [20_000, stale(well), fine],
    [10_000, stale(dead), fine],
    [0, dead, 'True FlannelNotRunning'],
  ],
  'the first healthy word counts only if it is new': [[0, stale(well), 'nothing']],
};

for (const [title, steps] of Object.entries(courses)) {
  t.test(title, async (t) => {
    const node = createWatchedNode();
    for (const [index, [afterMs, shown, expected]] of steps.entries()) {
      node.wait(afterMs);
      const before = told(node);
      const { changed } = node.round(shown);
      t.equal(told(node), expected, `round ${index + 1}`);
      t.equal(changed, before !== expected, 'and only what is new has to be kept and told');
    }
  });
}

t.test('the wall clock may jump either way while a fault waits for its minute', async (t) => {
  for (const jump of [minutes(600), -minutes(600)]) {
    const node = createWatchedNode();
    node.round(well);
    node.round(dead);
    node.setClock(jump);
    node.wait(59_999);
    node.round(dead);
    t.equal(told(node), fine, 'a jump confirms nothing');
    node.wait(1);
    node.round(dead);
    t.equal(told(node), 'True FlannelNotRunning', 'and holds nothing up');
    t.equal(toldOf(node)?.transitionAt, node.now());
  }
});

t.test('a waiting fault says when one more local round could confirm it', async (t) => {
  const node = createWatchedNode();
  t.equal(node.round(well).recheckInMs, undefined, 'nothing waits');
  t.equal(node.round(wrong).recheckInMs, 2_000);
  node.wait(500.5);
  t.equal(node.round(wrong).recheckInMs, 1_500, 'in whole milliseconds');
  node.wait(1_500);
  t.equal(node.round(wrong).recheckInMs, undefined, 'and not when it is told');
  t.equal(node.round(stale(well)).recheckInMs, undefined, 'nor for what was not asked');
  const remote = { ...dead, decidedBy: ['pod-bridge', 'external-ping'] };
  t.equal(node.round(remote).recheckInMs, undefined, 'nor for what asks others');
  t.equal(node.round(dead).recheckInMs, minutes(1));
  t.equal(
    node.round(dead, { ...wrong, type: 'KubeProxyProblem' }).recheckInMs,
    2_000,
    'the earliest counts',
  );
});

t.test('each type waits for itself', async (t) => {
  const node = createWatchedNode();
  const proxy = { ...wrong, type: 'KubeProxyProblem' } as const;
  node.round(well, proxy);
  node.wait(2_000);
  node.round(wrong, proxy);
  t.equal(told(node), fine);
  t.equal(told(node, 'KubeProxyProblem'), 'True BridgeDown');
});

t.test('lastTransitionTime changes only with the status', async (t) => {
  const node = createWatchedNode();
  node.round(wrong);
  node.wait(2_000);
  node.round(wrong);
  const since = node.now();
  node.rounds(5, { ...wrong, message: 'cni0 is down for the 5th time' });
  node.rounds(5, dead);
  t.equal(told(node), 'True FlannelNotRunning');
  t.equal(toldOf(node)?.transitionAt, since, 'whatever the message and the reason');
  t.equal(transitionsOf(node), 'none>True', 'and nothing else is listed');
  node.rounds(3, well);
  t.equal(toldOf(node)?.transitionAt, node.now());
  t.equal(transitionsOf(node), 'none>True, True>False');
});

t.test('a number in a message that changes is no change', async (t) => {
  const node = createWatchedNode();
  node.round({ ...well, message: '8.8.8.8 answers in 3 ms' });
  node.wait(30_000);
  t.notOk(node.round({ ...well, message: '8.8.8.8 answers in 4 ms' }).changed);
  t.equal(toldOf(node)?.message, '8.8.8.8 answers in 4 ms', 'and goes with the heartbeat');
});

t.test('a check that is asked in few rounds only does not flap in the others', async (t) => {
  const node = createWatchedNode();
  node.round(well);
  for (let round = 0; round < 120; round += 1) {
    node.wait(5_000);
    node.round(round % 25 === 0 ? dead : stale(round % 2 === 0 ? well : dead));
  }
  t.equal(told(node), 'True FlannelNotRunning');
  t.equal(transitionsOf(node), 'none>False, False>True');
});

t.test('the heartbeat is the time of the evidence', async (t) => {
  const node = createWatchedNode();
  node.round(well);
  const first = node.now();
  node.wait(30_000);
  node.round(stale({ ...well, message: 'old news' }));
  t.match(toldOf(node), { evidenceAt: first, message: 'all is well' }, 'not of a round');
  node.round(wrong);
  t.equal(toldOf(node)?.evidenceAt, first, 'nor of evidence to the contrary');
  node.round({ ...well, evidenceAt: node.now() - 10_000 });
  t.equal(toldOf(node)?.evidenceAt, node.now() - 10_000);
  node.round({ ...well, evidenceAt: node.now() - 20_000 });
  t.equal(toldOf(node)?.evidenceAt, node.now() - 10_000, 'and it never goes back');
});

t.test('a fault of another reason is evidence of the same status', async (t) => {
  const node = createWatchedNode();
  node.round(wrong);
  node.wait(2_000);
  node.round(wrong);
  node.wait(30_000);
  node.round(dead);
  t.match(toldOf(node), { evidenceAt: node.now(), message: 'cni0 is down' });
});

t.test('the heartbeat leaves a future from which the clock was set back', async (t) => {
  const node = createWatchedNode();
  node.round(well);
  node.setClock(-minutes(600));
  node.wait(30_000);
  node.round(well);
  t.equal(toldOf(node)?.evidenceAt, node.now());
});

t.test('after a boot, until it was healthy once, a type is not unhealthy', async (t) => {
  const node = createWatchedNode({ bootedAgoMs: 0 });
  node.rounds(5, dead);
  t.equal(told(node), 'Unknown Starting');
  t.match(toldOf(node)?.message, /FlannelNotRunning, flanneld does not run$/, 'but it is named');
  node.rounds(3, well);
  node.rounds(3, dead);
  t.equal(told(node), 'True FlannelNotRunning', 'and then it may be');
});

t.test('ten minutes after a boot a fault is a fault', async (t) => {
  const node = createWatchedNode({ bootedAgoMs: 0 });
  node.rounds(19, dead);
  t.equal(told(node), 'Unknown Starting');
  node.rounds(3, dead);
  t.equal(told(node), 'True FlannelNotRunning');
  t.equal(transitionsOf(node), 'none>Unknown, Unknown>True');
});

t.test('that a type was healthy is remembered within the same boot only', async (t) => {
  const node = createWatchedNode({ bootedAgoMs: 0 });
  node.round(well);
  node.start();
  node.rounds(3, dead);
  t.equal(told(node), 'True FlannelNotRunning');
  node.reboot();
  node.rounds(3, dead);
  t.equal(told(node), 'Unknown Starting', 'a fault of the last boot may pass with it');
  node.reboot();
  node.rounds(3, well);
  node.reboot();
  t.ok(node.round(well).changed, 'the first healthy round of a boot is kept');
  node.start();
  node.rounds(3, dead);
  t.equal(told(node), 'True FlannelNotRunning', 'and survives a kill');
});

t.test('repeated flips lengthen the time that the next one must stand, both ways', async (t) => {
  const node = createWatchedNode();
  const waits: number[] = [];
  const untilTold = (shown: Shown, expected: string): void => {
    const from = node.elapsed();
    node.round(shown);
    while (told(node) !== expected) {
      node.wait(1_000);
      node.round(shown);
    }
    waits.push(node.elapsed() - from);
  };
  node.round(well);
  for (let turn = 0; turn < 4; turn += 1) {
    untilTold(wrong, 'True BridgeDown');
    untilTold(well, fine);
  }
  const lengthened = [minutes(2), minutes(4), minutes(8), minutes(15), minutes(15)];
  t.strictSame(waits, [2_000, 2_000, 2_000, ...lengthened]);
  const says = 'all is well (changed 8 times lately: the next change has to stand for 15 min)';
  t.equal(toldOf(node)?.message, says);
  t.equal(node.standing().transitions.at(-1)?.message, says);
});

const flapped = () => {
  const node = createWatchedNode();
  node.round(well);
  for (const shown of [wrong, well, wrong]) {
    node.round(shown);
    node.wait(2_000);
    node.round(shown);
  }
  return node;
};

t.test('damping is forgotten after an hour of peace', async (t) => {
  const node = flapped();
  node.rounds(119, wrong);
  t.match(toldOf(node)?.message, /^cni0 is down \(changed 3 times lately/);
  node.rounds(1, wrong);
  t.equal(toldOf(node)?.message, 'cni0 is down');
  node.round(well);
  node.wait(2_000);
  node.round(well);
  t.equal(told(node), fine);
});

t.test('what flaps too fast to be told is no peace', async (t) => {
  const node = flapped();
  for (let turn = 0; turn < 90; turn += 1) node.rounds(1, turn % 2 === 0 ? well : wrong);
  node.rounds(3, well);
  t.equal(told(node), 'True BridgeDown');
});

t.test('a reason may change as fast as ever while the status is damped', async (t) => {
  const node = flapped();
  node.round(other);
  node.wait(2_000);
  node.round(other);
  t.equal(told(node), 'True BridgeOutsideSubnet');
});

t.test('damping survives a restart', async (t) => {
  const node = flapped();
  node.start();
  node.rounds(3, well);
  t.equal(told(node), 'True BridgeDown');
  node.rounds(2, well);
  t.equal(told(node), fine);
});

t.test('a type with nothing to judge is withdrawn after two rounds and a minute', async (t) => {
  const node = createWatchedNode();
  node.round(well);
  node.roundWithout('FlannelProblem');
  node.wait(59_999);
  const { changed, recheckInMs } = node.roundWithout('FlannelProblem');
  t.notOk(changed);
  t.equal(recheckInMs, undefined, 'which is not urgent');
  t.equal(told(node), fine);
  node.wait(1);
  t.ok(node.roundWithout('FlannelProblem').changed);
  t.equal(told(node), 'nothing');
  t.strictSame(node.standing().withdrawn, ['FlannelProblem']);
  t.equal(transitionsOf(node), 'none>False', 'which is no transition');

  node.start();
  t.notOk(node.roundWithout('FlannelProblem').changed);
  t.strictSame(node.standing().withdrawn, ['FlannelProblem'], 'until it stands again');
  node.round(well);
  t.strictSame(node.standing().withdrawn, []);
  t.equal(transitionsOf(node), 'none>False, none>False');
});

t.test('a type that never stood is not withdrawn', async (t) => {
  const node = createWatchedNode();
  node.round(dead);
  for (let round = 0; round < 5; round += 1) {
    node.wait(30_000);
    t.notOk(node.roundWithout('FlannelProblem').changed);
  }
  t.strictSame(node.standing().withdrawn, []);
  node.round(dead);
  t.equal(told(node), 'nothing', 'and its fault from before is forgotten');
});

t.test('a round that says nothing of a type changes nothing of it', async (t) => {
  const node = createWatchedNode();
  node.round(well);
  node.wait(minutes(60));
  t.notOk(node.round().changed);
  t.equal(told(node), fine);
});

t.test('what comes and goes is damped too', async (t) => {
  const node = createWatchedNode();
  const withdraw = (): void => {
    node.roundWithout('FlannelProblem');
    node.wait(minutes(1));
    node.roundWithout('FlannelProblem');
  };
  node.round(well);
  withdraw();
  node.round(well);
  t.equal(told(node), fine);
  withdraw();
  node.round(well);
  t.equal(told(node), 'nothing');
  node.rounds(4, well);
  t.equal(told(node), fine);
});

t.test('no two transitions of a type share their time, whatever the clock does', async (t) => {
  const node = createWatchedNode();
  node.round(well);
  node.round(wrong);
  node.wait(2_000);
  node.round(wrong);
  node.wait(1_000);
  node.round(well);
  node.wait(2_000);
  node.setClock(-3_000);
  node.round(well);
  t.equal(transitionsOf(node), 'none>False, False>True, True>False');
  const [, broke, mended] = node.standing().transitions;
  t.equal(broke?.at, node.now());
  t.equal(mended?.at, node.now() + 1);
  t.equal(toldOf(node)?.transitionAt, mended?.at);
});

t.test('the last twenty transitions are listed, oldest first', async (t) => {
  const node = createWatchedNode();
  for (let turn = 0; turn < 12; turn += 1) {
    node.rounds(31, well);
    node.rounds(31, wrong);
  }
  const { transitions } = node.standing();
  t.equal(transitions.length, 20);
  t.strictSame(
    transitions.map(({ at }) => at),
    transitions.map(({ at }) => at).sort((one, another) => one - another),
  );
});

t.test('types that a round does not know of are left alone', async (t) => {
  const state = resume(undefined, { elapsed: 0, bootedAt: 0 });
  const round = { conditions: [], notApplicable: [], now: minutes(60), elapsed: 0, bootedAt: 0 };
  const observed = observe(state, round, { docs, isLocal: () => true });
  t.strictSame(observed, { state, changed: false });
});
