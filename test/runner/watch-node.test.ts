import t from 'tap';
import type { Change } from '../../src/domain/change-source.ts';
import type { ConfiguredCheck } from '../../src/domain/check.ts';
import type { KeptConditions } from '../../src/domain/condition-state.ts';
import type { Round } from '../../src/domain/report.ts';
import type { Reporter, Standing } from '../../src/domain/standing.ts';
import type { StateStore } from '../../src/domain/state-store.ts';
import { healthy, notApplicable, type Verdict } from '../../src/domain/verdict.ts';
import { watchNode } from '../../src/runner/watch-node.ts';
import { bridgeDocs, broken, epoch } from '../support/fake-rounds.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { createVirtualTime } from '../support/virtual-time.ts';

interface Given {
  readonly kept?: KeptConditions | undefined;
  readonly save?: StateStore['save'];
  readonly flush?: Reporter['flush'];
  readonly runChecks?: (checks: readonly ConfiguredCheck[]) => Promise<Round>;
}

/** A node with one check of its own and one that asks outside, watched on virtual time. */
function watch(given: Given = {}) {
  const time = createVirtualTime();
  const verdicts: Record<string, Verdict> = {
    'pod-bridge': healthy('cni0 is well'),
    'external-ping': healthy('8.8.8.8 answers'),
  };
  const happened: string[] = [];
  const told: Standing[] = [];
  const rounds: string[] = [];
  const log: object[] = [];
  let kept: unknown;
  let onChange: (change: Change) => void = () => {};
  const interruption = new AbortController();
  const check = (name: string, asks: ConfiguredCheck['asks']): ConfiguredCheck => ({
    name,
    asks,
    condition: asks === 'node' ? 'FlannelProblem' : 'ExternalNetworkProblem',
    run: async () => verdicts[name] ?? broken,
  });
  const runChecks = async (checks: readonly ConfiguredCheck[]): Promise<Round> => {
    rounds.push(checks.map(({ name }) => name).join());
    const startedAt = new Date(epoch + time.elapsed());
    await time.sleep(200);
    const results = checks.map(({ name, condition }) => ({
      name,
      condition,
      verdict: verdicts[name] ?? broken,
      durationMs: 1,
    }));
    return { node: 'n1', startedAt, durationMs: 200, results };
  };
  const save: StateStore['save'] = async (_, value) => {
    happened.push('kept');
    kept = structuredClone(value);
    return true;
  };
  const ended = watchNode({
    checks: [check('pod-bridge', 'node'), check('external-ping', 'outside')],
    docs: bridgeDocs,
    clock: { elapsed: time.elapsed, now: () => epoch + time.elapsed() },
    kept: given.kept,
    logger: { ...silentLogger, error: (fields) => void log.push(fields) },
    store: { load: async () => undefined, save: given.save ?? save },
    reporters: [
      {
        report(standing) {
          happened.push('told');
          told.push(standing);
        },
        flush: given.flush ?? (async () => void happened.push('flushed')),
      },
    ],
    runChecks: given.runChecks ?? runChecks,
    bootedAt: async () => epoch - 3_600_000,
    intervalMs: 30_000,
    startTimer: time.startTimer,
    random: () => 0.5,
    changes: {
      watch(callback) {
        onChange = callback;
      },
    },
    signal: interruption.signal,
  });
  const shown = () =>
    told.at(-1)?.conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`);
  return {
    time,
    verdicts,
    happened,
    told,
    rounds,
    log,
    shown,
    ended,
    kept: () => kept as KeptConditions,
    change: () => onChange({ what: 'link' }),
    stop: () => interruption.abort(),
  };
}

const allWell = [
  'FlannelProblem=False NoFlannelProblem',
  'ExternalNetworkProblem=False NoExternalNetworkProblem',
];

t.test('a healthy node is told of after one round, and only then kept no more', async (t) => {
  const node = watch();
  await node.time.pass(1_000);
  t.strictSame(node.shown(), allWell);
  t.strictSame(node.happened, ['kept', 'told']);
  await node.time.pass(60_000);
  t.strictSame(node.happened.slice(2), ['told', 'told']);
  t.equal(node.told.at(-1)?.report?.status, 'healthy');
});

t.test(
  'a contradiction is told within five seconds, kept first, by local checks alone',
  async (t) => {
    const node = watch();
    await node.time.pass(10_000);
    node.verdicts['pod-bridge'] = broken;
    node.happened.length = 0;
    node.rounds.length = 0;
    node.change();
    await node.time.pass(5_000);
    t.strictSame(node.shown(), ['FlannelProblem=True BridgeDown', allWell[1]]);
    t.strictSame(node.happened.slice(-2), ['kept', 'told']);
    t.strictSame(new Set(node.rounds), new Set(['pod-bridge']));
    t.match(node.told.at(-1)?.transitions.slice(2), [
      { type: 'FlannelProblem', from: 'False', to: 'True' },
    ]);
    t.equal(node.told.at(-1)?.report?.results.length, 2);
  },
);

t.test('after a clean stop nothing looks healthy, and a restart restores it', async (t) => {
  const node = watch();
  await node.time.pass(10_000);
  const before = node.told.at(-1)?.conditions;
  node.stop();
  await node.ended;
  t.strictSame(node.shown(), [
    'FlannelProblem=Unknown AgentStopped',
    'ExternalNetworkProblem=Unknown AgentStopped',
  ]);
  t.strictSame(node.happened.slice(-3), ['kept', 'told', 'flushed']);

  const again = watch({ kept: node.kept() });
  await again.time.pass(1_000);
  t.strictSame(again.shown(), allWell);
  t.strictSame(
    again.told.at(-1)?.conditions.map(({ transitionAt }) => transitionAt),
    before?.map(({ transitionAt }) => transitionAt),
  );
  t.strictSame(again.told.at(-1)?.transitions, node.told.at(-1)?.transitions);
  again.stop();
  await again.ended;
});

t.test('who stops before the first round has ended says so of what stood before', async (t) => {
  const node = watch();
  await node.time.pass(10_000);
  const killed = watch({ kept: node.kept() });
  await killed.time.pass(100);
  killed.stop();
  await killed.ended;
  // What the round finds out after that is nobody's business.
  await killed.time.pass(1_000);
  t.equal(killed.told.length, 1);
  t.equal(killed.shown()?.[0], 'FlannelProblem=Unknown AgentStopped');
  t.equal(killed.told[0]?.report, undefined);
});

t.test('a type that has nothing to judge any more is withdrawn', async (t) => {
  const node = watch();
  await node.time.pass(10_000);
  node.verdicts['external-ping'] = notApplicable('NoExternalAccess', 'nothing answers');
  await node.time.pass(180_000);
  t.strictSame(node.shown(), [allWell[0]]);
  t.strictSame(node.told.at(-1)?.withdrawn.includes('ExternalNetworkProblem'), true);
});

t.test('rounds that do not finish leave nothing that looks healthy', async (t) => {
  let calls = 0;
  const first = watch();
  await first.time.pass(1_000);
  const node = watch({
    kept: first.kept(),
    runChecks: () => {
      calls += 1;
      return new Promise(() => {});
    },
  });
  await node.time.pass(200_000);
  t.equal(calls, 1);
  t.equal(node.told.length, 1);
  t.match(node.shown()?.[0], 'FlannelProblem=Unknown CheckStalled');
  t.match(node.happened, ['kept', 'told']);
});

t.test('a stall with nothing to take back is told to nobody', async (t) => {
  const node = watch({ runChecks: () => new Promise(() => {}) });
  await node.time.pass(200_000);
  t.strictSame(node.told, []);
});

t.test('a disk that hangs keeps nobody from being told', async (t) => {
  const node = watch({ save: () => new Promise(() => {}) });
  await node.time.pass(3_000);
  t.strictSame(node.shown(), allWell);
});

t.test('whoever does not let go at the end is left after five seconds', async (t) => {
  let signal: AbortSignal | undefined;
  const node = watch({
    flush: (given) => {
      signal = given;
      return new Promise(() => {});
    },
  });
  await node.time.pass(10_000);
  node.stop();
  await node.time.pass(6_000);
  await node.ended;
  t.equal(signal?.aborted, true);
});
