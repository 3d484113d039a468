import t from 'tap';
import { comeToStand, freeTime, withTransitions } from '../../src/domain/come-to-stand.ts';
import { type ConditionMemory, resume } from '../../src/domain/condition-state.ts';
import type { Transition } from '../../src/domain/standing.ts';

const [fresh] = resume(undefined, { elapsed: 0, bootedAt: 0 }).memories;
if (fresh === undefined) throw new Error('each type has a memory');
const nothing: ConditionMemory = fresh;

const fault = {
  type: 'FlannelProblem',
  status: 'True',
  reason: 'BridgeDown',
  message: 'cni0 is down',
  decidedBy: ['pod-bridge'],
  evidenceAt: 90,
} as const;

const standing = { ...fault, transitionAt: 100 };
const transition: Transition = {
  type: 'FlannelProblem',
  from: undefined,
  to: 'True',
  reason: 'BridgeDown',
  message: 'cni0 is down',
  at: 100,
};

t.test('what is told for the first time is a transition from nothing', async (t) => {
  t.strictSame(comeToStand(nothing, fault, 100), {
    memory: { ...nothing, standing },
    transition,
  });
});

t.test('another status is a transition, and counts as a flip', async (t) => {
  const before = { ...nothing, standing };
  const well = { ...fault, status: 'False', reason: 'NoFlannelProblem' } as const;
  const { memory, transition } = comeToStand(before, well, 200);
  t.match(memory, { flips: 1, standing: { status: 'False', transitionAt: 200 } });
  t.match(transition, { from: 'True', to: 'False', at: 200 });
});

t.test('another reason is no transition, and keeps its time', async (t) => {
  const before = { ...nothing, standing };
  const changed = comeToStand(before, { ...fault, reason: 'BridgeMissing' }, 200);
  t.strictSame(changed, {
    memory: { ...before, standing: { ...standing, reason: 'BridgeMissing' } },
  });
});

t.test('what was withdrawn stands again, which counts as a flip', async (t) => {
  const { memory } = comeToStand({ ...nothing, isWithdrawn: true }, fault, 100);
  t.strictSame(memory, { ...nothing, standing, flips: 1 });
});

t.test('what waited or was suspended is settled', async (t) => {
  const suspended = { condition: standing, since: 1 };
  const spell = { since: 0, rounds: 1, waitMs: 0 };
  const candidate = { ...fault, ofStatus: spell, ofReason: spell };
  const { memory } = comeToStand({ ...nothing, suspended, candidate }, fault, 100);
  t.strictSame(memory, { ...nothing, standing });
});

t.test('messages are bounded', async (t) => {
  const { memory, transition } = comeToStand(
    { ...nothing, flips: 9 },
    { ...fault, message: 'x'.repeat(5_000) },
    100,
  );
  t.equal(memory.standing?.message.length, 4_096);
  t.equal(transition?.message.length, 4_096);
});

t.test('a transition has a time that no other of its type has', async (t) => {
  const taken = [transition, { ...transition, at: 101 }];
  t.equal(freeTime(taken, 'FlannelProblem', 99), 99);
  t.equal(freeTime(taken, 'FlannelProblem', 100), 102);
  t.equal(freeTime(taken, 'DNSProblem', 100), 100);
});

t.test('the last twenty transitions are kept', async (t) => {
  const many = Array.from({ length: 19 }, (_, at) => ({ ...transition, at }));
  const changes = [
    { memory: nothing, transition: { ...transition, at: 19 } },
    { memory: nothing },
    { memory: nothing, transition: { ...transition, at: 20 } },
  ];
  t.strictSame(
    withTransitions(many, changes).map(({ at }) => at),
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});
