import t from 'tap';
import type { KeptConditions } from '../../src/domain/condition-state.ts';
import type { StateStore } from '../../src/domain/state-store.ts';
import { notApplicable } from '../../src/domain/verdict.ts';
import { createNodeState } from '../../src/runner/node-state.ts';
import { bridgeDocs, broken, epoch, roundOf, well } from '../support/fake-rounds.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { createVirtualTime } from '../support/virtual-time.ts';

async function createSample(save?: StateStore['save']) {
  const time = createVirtualTime();
  const log: object[] = [];
  const note = (fields: object) => void log.push(fields);
  let saves = 0;
  let kept: KeptConditions | undefined;
  const create = () =>
    createNodeState({
      docs: bridgeDocs,
      clock: { elapsed: time.elapsed, now: () => epoch + time.elapsed() },
      startTimer: time.startTimer,
      logger: { ...silentLogger, info: note, error: note },
      store: {
        load: async () => undefined,
        save:
          save ??
          (async (_, value) => {
            saves += 1;
            kept = structuredClone(value) as unknown as KeptConditions;
            return true;
          }),
      },
      kept,
      bootedAt: async () => epoch - 3_600_000,
      isLocal: () => true,
    });
  const state = await create();
  return {
    time,
    log,
    state,
    create,
    saves: () => saves,
    round: (verdict = well) => state.round(roundOf(verdict, time.elapsed())),
    shown: (of = state) =>
      of
        .standing()
        .conditions.map(({ status, reason }) => `${status} ${reason}`)
        .join(),
  };
}

t.test('a suspicion says when to look again, and is kept and logged once confirmed', async (t) => {
  const { time, log, round, saves, shown } = await createSample();
  t.equal(await round(), undefined);
  t.equal(saves(), 1);
  t.equal(await round(broken), 2_000);
  t.equal(shown(), 'False NoFlannelProblem');
  t.equal(saves(), 1);
  await time.pass(2_000);
  t.equal(await round(broken), undefined);
  t.equal(shown(), 'True BridgeDown');
  t.equal(saves(), 2);
  t.match(log, [{ to: 'False' }, { to: 'True', reason: 'BridgeDown', from: 'False' }]);
});

t.test('before the first round there is no report, and nothing stands', async (t) => {
  const { state } = await createSample();
  t.strictSame(state.standing(), {
    report: undefined,
    conditions: [],
    withdrawn: [],
    transitions: [],
  });
});

t.test('a stop and a stall are kept, and what was kept stands in the next process', async (t) => {
  const { state, round, create, shown, saves } = await createSample();
  t.equal(await state.stall(), false);
  t.equal(saves(), 0);
  await round();
  t.equal(await state.stall(), true);
  t.equal(shown(), 'Unknown CheckStalled');
  t.equal(shown(await create()), 'Unknown CheckStalled');
  await round();
  await state.stop();
  t.equal(shown(await create()), 'Unknown AgentStopped');
});

t.test('what has nothing to judge in a whole round is withdrawn', async (t) => {
  const { time, round, state } = await createSample();
  await round();
  for (const _ of [1, 2, 3]) {
    await time.pass(60_000);
    await round(notApplicable('NoFlannel', 'there is no flannel'));
  }
  t.ok(state.standing().withdrawn.includes('FlannelProblem'));
});

t.test('what an earlier process has left elsewhere is kept with the first round', async (t) => {
  const { round, create, saves } = await createSample();
  await round();
  const next = await create();
  await next.round(roundOf(well, 0));
  t.equal(saves(), 2);
  await next.round(roundOf(well, 0));
  t.equal(saves(), 2);
});

t.test('what could not be kept is tried again with each round', async (t) => {
  const answers = [false, false, true];
  const { round } = await createSample(async () => answers.shift() ?? false);
  for (const left of [2, 1, 0, 0]) {
    await round();
    t.equal(answers.length, left);
  }
});

t.test('a disk that hangs is waited for two seconds', async (t) => {
  const { time, round } = await createSample(() => new Promise(() => {}));
  const done = round();
  await time.pass(2_000);
  t.equal(await done, undefined);
});

t.test('of a type that a round did not ask for nothing is withdrawn', async (t) => {
  const { time, state, round } = await createSample();
  await round(notApplicable('NoFlannel', 'there is no flannel'));
  await round();
  for (const _ of [1, 2, 3]) {
    await time.pass(60_000);
    await state.round({ ...roundOf(well, time.elapsed()), results: [] });
  }
  t.strictSame(
    state.standing().conditions.map(({ type }) => type),
    ['FlannelProblem'],
  );
});
