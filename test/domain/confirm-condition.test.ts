import t from 'tap';
import type { Sighting } from '../../src/domain/candidate.ts';
import type { ConditionMemory } from '../../src/domain/condition-state.ts';
import { resume } from '../../src/domain/condition-state.ts';
import { confirm } from '../../src/domain/confirm-condition.ts';
import { docs } from '../support/watched-node.ts';

const [fresh] = resume(undefined, { elapsed: 0, bootedAt: 0 }).memories;
if (fresh === undefined) throw new Error('each type has a memory');
const nothing: ConditionMemory = fresh;

const seen = (
  status: 'True' | 'False' | 'Unknown',
  reason: string,
): Exclude<Sighting, { readonly status: 'NotApplicable' }> => ({
  type: 'FlannelProblem',
  status,
  reason,
  message: `message of ${reason}`,
  decidedBy: ['pod-bridge'],
  evidenceAt: 1_000,
});
const absent: Sighting = { status: 'NotApplicable', reason: 'NotApplicable' };
const well = seen('False', 'NoFlannelProblem');

const standing = (status: 'True' | 'False' | 'Unknown', reason: string): ConditionMemory => ({
  ...nothing,
  standing: {
    type: 'FlannelProblem',
    status,
    reason,
    message: 'as before',
    decidedBy: [],
    transitionAt: 500,
    evidenceAt: 500,
  },
});

const when = { now: 1_000, elapsed: 10_000, at: 1_000, docs };

const waits: readonly (readonly [before: ConditionMemory, sighting: Sighting, waitMs: number])[] = [
  [nothing, seen('True', 'BridgeDown'), 2_000],
  [nothing, seen('True', 'FlannelNotRunning'), 60_000],
  [nothing, seen('Unknown', 'ToolFailed'), 60_000],
  [nothing, seen('True', 'NobodyKnows'), 60_000],
  [standing('True', 'BridgeDown'), well, 2_000],
  [standing('True', 'FlannelNotRunning'), well, 60_000],
  [standing('False', 'NoFlannelProblem'), absent, 60_000],
  [{ ...nothing, flips: 3 }, well, 120_000],
  [{ ...standing('True', 'BridgeDown'), flips: 3 }, well, 120_000],
  [{ ...standing('False', 'NoFlannelProblem'), flips: 9 }, absent, 900_000],
  [{ ...standing('True', 'BridgeDown'), flips: 9 }, seen('True', 'BridgeMissing'), 60_000],
];

for (const [before, sighting, waitMs] of waits) {
  const { status = 'nothing', reason = '' } = before.standing ?? {};
  const change = `${status} ${reason} to ${sighting.status} ${sighting.reason}`;
  t.test(`from ${change} after ${before.flips} flips waits ${waitMs} ms`, async (t) => {
    const first = confirm(before, sighting, when);
    t.match(first.memory.candidate, { ofStatus: { waitMs, rounds: 1, since: 10_000 } });
    const early = confirm(first.memory, sighting, { ...when, elapsed: 9_999 + waitMs });
    t.equal(early.memory.standing?.status, before.standing?.status);
    t.equal(early.transition, undefined);
    const second = confirm(first.memory, sighting, { ...when, elapsed: 10_000 + waitMs });
    t.equal(second.memory.standing?.reason, sighting === absent ? undefined : sighting.reason);
    t.equal(second.memory.candidate, undefined);
  });
}

t.test('what stands already waits for nothing', async (t) => {
  const { memory } = confirm(nothing, absent, when);
  t.strictSame(memory, nothing);
  const stands = confirm(standing('True', 'BridgeDown'), seen('True', 'BridgeDown'), when);
  t.match(stands.memory.standing, {
    message: 'message of BridgeDown',
    decidedBy: ['pod-bridge'],
    evidenceAt: 1_000,
    transitionAt: 500,
  });
});

t.test('health is told at once where nothing is told', async (t) => {
  t.match(confirm(nothing, well, when), {
    memory: { standing: { status: 'False', transitionAt: 1_000 } },
    transition: { from: undefined, to: 'False' },
  });
});

t.test('a status that seems another is unrest, another reason is not', async (t) => {
  const before = standing('True', 'BridgeDown');
  t.equal(confirm(before, well, when).memory.unrestAt, 10_000);
  t.equal(confirm(before, seen('True', 'BridgeMissing'), when).memory.unrestAt, 0);
});

t.test('a heartbeat goes back only out of the future', async (t) => {
  const before = standing('True', 'BridgeDown');
  const beat = (evidenceAt: number, now: number) =>
    confirm(before, { ...seen('True', 'BridgeDown'), evidenceAt }, { ...when, now }).memory.standing
      ?.evidenceAt;
  t.equal(beat(600, 1_000), 600);
  t.equal(beat(400, 1_000), 500);
  t.equal(beat(400, 499), 400);
});

t.test('a withdrawal takes everything away, and is no transition', async (t) => {
  const { standing: condition, ...rest } = standing('False', 'NoFlannelProblem');
  const suspended = condition && { condition, since: 1 };
  const before = { ...rest, standing: condition, suspended };
  const first = confirm(before, absent, when);
  const second = confirm(first.memory, absent, { ...when, elapsed: 70_000 });
  t.strictSame(second, {
    memory: { ...nothing, isWithdrawn: true, flips: 1, unrestAt: 70_000 },
  });
});
