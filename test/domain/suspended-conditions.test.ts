import t from 'tap';
import {
  agentStopped,
  checkStalled,
  restored,
  stalled,
  stopped,
} from '../../src/domain/suspended-conditions.ts';
import {
  createWatchedNode,
  dead,
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

/** A node of which this stands for five minutes. */
const nodeThatIs = (shown: Shown) => {
  const node = createWatchedNode();
  node.rounds(10, shown);
  return node;
};

const afterStop = [
  ['health', well, 'Unknown AgentStopped'],
  ['a fault', wrong, 'True BridgeDown'],
  ['an open question', unclear, 'Unknown ToolFailed'],
] as const;

for (const [what, shown, expected] of afterStop) {
  t.test(`a stop leaves ${what} as ${expected}`, async (t) => {
    const node = nodeThatIs(shown);
    const listed = transitionsOf(node);
    node.wait(10_000);
    const before = toldOf(node);
    node.stop();
    t.equal(told(node), expected);
    t.equal(toldOf(node)?.evidenceAt, before?.evidenceAt, 'which is no evidence');
    t.equal(transitionsOf(node), listed, 'nor a transition that is listed');
    if (what !== 'health') t.strictSame(toldOf(node), before);
  });
}

t.test('after a stop the message says since when, and what was known', async (t) => {
  const node = nodeThatIs(well);
  node.stop();
  t.match(toldOf(node), {
    message: 'node-check was stopped at 2026-11-21T12:05:00Z; until then: all is well',
    transitionAt: node.now(),
  });
});

t.test('a stop where nothing is told tells nothing', async (t) => {
  const node = createWatchedNode();
  node.stop();
  t.equal(told(node), 'nothing');
});

t.test('a restart within five minutes restores status and time, and lists nothing', async (t) => {
  const node = nodeThatIs(well);
  const since = toldOf(node)?.transitionAt;
  node.stop();
  node.wait(minutes(5));
  node.start();
  t.equal(told(node), 'Unknown AgentStopped', 'but not before it has looked');
  node.round(stale(well));
  t.equal(told(node), 'Unknown AgentStopped');
  t.ok(node.round(well).changed);
  t.equal(told(node), 'False NoFlannelProblem');
  t.match(toldOf(node), { transitionAt: since, evidenceAt: node.now(), message: 'all is well' });
  t.equal(transitionsOf(node), 'none>False');
});

t.test('a later restart is an ordinary transition, with its confirmation', async (t) => {
  const node = nodeThatIs(well);
  node.stop();
  node.wait(minutes(5) + 1);
  node.start();
  node.round(well);
  t.equal(told(node), 'Unknown AgentStopped');
  node.rounds(2, well);
  t.equal(told(node), 'False NoFlannelProblem');
  t.equal(toldOf(node)?.transitionAt, node.now());
  t.equal(transitionsOf(node), 'none>False, Unknown>False');
});

t.test('a clock that was set while nobody looked makes a restart a late one', async (t) => {
  for (const jump of [minutes(600), -minutes(600)]) {
    const node = nodeThatIs(well);
    node.stop();
    node.setClock(jump);
    node.start();
    node.round(well);
    t.equal(told(node), 'Unknown AgentStopped');
  }
});

t.test('a fault that a restart finds is confirmed from the Unknown that stands', async (t) => {
  const node = nodeThatIs(well);
  node.stop();
  node.start();
  node.round(wrong);
  t.equal(told(node), 'Unknown AgentStopped');
  node.wait(2_000);
  node.round(wrong);
  t.equal(transitionsOf(node), 'none>False, Unknown>True');
  node.rounds(1, well);
  t.equal(told(node), 'True BridgeDown', 'and what stood before the stop is forgotten');
});

t.test('rollouts are not damped', async (t) => {
  const node = nodeThatIs(well);
  for (let rollout = 0; rollout < 20; rollout += 1) {
    node.stop();
    node.wait(10_000);
    node.start();
    node.round(well);
    t.equal(told(node), 'False NoFlannelProblem');
  }
});

t.test('a restart after a kill changes nothing', async (t) => {
  for (const shown of [well, wrong, unclear]) {
    const node = nodeThatIs(shown);
    const before = toldOf(node);
    node.wait(minutes(60));
    node.start();
    t.match(toldOf(node), { ...before, evidenceAt: Number });
    t.notOk(node.round(shown).changed);
    t.strictSame(toldOf(node), { ...before, evidenceAt: node.now() });
  }
});

const stallable = [
  ['health', well, 'none>False, False>Unknown'],
  ['a fault', dead, 'none>True, True>Unknown'],
  ['an open question', unclear, 'none>Unknown'],
] as const;

for (const [what, shown, listed] of stallable) {
  t.test(`a stall makes ${what} Unknown, and the next round that agrees ends that`, async (t) => {
    const node = nodeThatIs(shown);
    const before = toldOf(node);
    node.wait(90_000);
    t.ok(node.stall());
    t.equal(told(node), 'Unknown CheckStalled');
    t.match(toldOf(node), {
      message: `no round has finished since 2026-11-21T12:05:00Z; until then: ${shown.message}`,
      evidenceAt: before?.evidenceAt,
    });
    t.equal(transitionsOf(node), listed);
    t.notOk(node.stall(), 'it is told once');

    node.wait(30_000);
    node.round(stale(shown));
    t.equal(told(node), 'Unknown CheckStalled');
    node.round(shown);
    t.equal(told(node), `${before?.status} ${before?.reason}`);
    const isOpen = shown === unclear;
    t.equal(toldOf(node)?.transitionAt, isOpen ? before?.transitionAt : node.now());
    t.equal(transitionsOf(node), isOpen ? listed : `${listed}, Unknown>${before?.status}`);
  });
}

t.test('a stall where nothing is told tells nothing', async (t) => {
  const node = createWatchedNode();
  t.notOk(node.stall());
  t.equal(told(node), 'nothing');
});

t.test('after a stall another status, and after a long one any, is confirmed anew', async (t) => {
  const node = nodeThatIs(wrong);
  node.stall();
  node.round(well);
  t.equal(told(node), 'Unknown CheckStalled');
  node.rounds(2, well);
  t.equal(told(node), 'False NoFlannelProblem');

  const long = nodeThatIs(wrong);
  long.stall(long.now() - minutes(5) - 1);
  long.round(wrong);
  t.equal(told(long), 'Unknown CheckStalled');
});

t.test('another reason after a stall restores the one that was confirmed', async (t) => {
  const node = nodeThatIs(wrong);
  node.stall();
  node.round(dead);
  t.equal(told(node), 'True BridgeDown');
});

t.test('what waited before a stall has not stood since', async (t) => {
  const node = nodeThatIs(well);
  node.round(wrong);
  node.wait(90_000);
  node.stall();
  node.round(wrong);
  t.equal(told(node), 'Unknown CheckStalled');

  const young = createWatchedNode();
  young.round(wrong);
  young.wait(90_000);
  young.stall();
  young.round(wrong);
  t.equal(told(young), 'nothing');
});

t.test('stalls that come again and again are damped', async (t) => {
  const node = nodeThatIs(well);
  node.stall();
  node.round(well);
  t.equal(told(node), 'False NoFlannelProblem');
  node.stall();
  node.round(well);
  node.rounds(3, well);
  t.equal(told(node), 'Unknown CheckStalled');
  node.rounds(1, well);
  t.equal(told(node), 'False NoFlannelProblem');
});

t.test('a stall right after a restart goes back to what stood before the stop', async (t) => {
  const node = nodeThatIs(well);
  node.stop();
  node.start();
  node.wait(90_000);
  node.stall();
  t.match(toldOf(node), { reason: checkStalled, message: /; until then: all is well$/ });
  node.round(well);
  t.equal(told(node), 'False NoFlannelProblem');
});

t.test('a stop during a stall leaves it Unknown', async (t) => {
  const node = nodeThatIs(well);
  node.stall();
  const before = toldOf(node);
  node.stop();
  t.strictSame(toldOf(node), before);
});

t.test('a stop and a stall in the same millisecond as a transition have their own', async (t) => {
  const node = nodeThatIs(wrong);
  node.rounds(2, well);
  const at = node.now();
  t.equal(node.standing().transitions.at(-1)?.at, at);
  const timeIn = (state: ReturnType<typeof node.state>) =>
    state.memories[0]?.standing?.transitionAt;
  t.equal(timeIn(stopped(node.state(), at)), at + 1);
  const stall = stalled(node.state(), { now: at, elapsed: node.elapsed(), since: at });
  t.equal(timeIn(stall.state), at + 1);
});

t.test('what was never suspended is not restored', async (t) => {
  const [memory] = nodeThatIs(well).state().memories;
  if (memory === undefined) throw new Error('each type has a memory');
  const seen = { status: 'NotApplicable', reason: 'NotApplicable' } as const;
  t.strictSame(restored(memory, seen, { at: 0, now: 0 }), { memory });
});

t.test('the reasons are those of the runbook', async (t) => {
  t.strictSame([agentStopped, checkStalled], ['AgentStopped', 'CheckStalled']);
});
