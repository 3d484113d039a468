import type { ConditionType } from '../../src/domain/check.ts';
import { conditionTypes } from '../../src/domain/conditions.ts';
import type { Round } from '../../src/domain/report.ts';
import type { Reporter, Standing } from '../../src/domain/standing.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { createKubernetesReporter } from '../../src/reporters/kubernetes/reporter.ts';
import type { Pause } from '../../src/reporters/pause.ts';
import { watchNode } from '../../src/runner/watch-node.ts';
import { bridgeDocs, broken, well } from '../support/fake-rounds.ts';
import { beginsAt, createScene } from '../support/kubernetes-reporting.ts';

/** What the API server is asked in an hour. */
export interface Requests {
  readonly all: number;
  readonly writes: number;
}

const hourMs = 3_600_000;

/** What is true of a type, by what is told of it. */
type Truth = (told: Standing | undefined, type: ConditionType) => Verdict;

export const isWell: Truth = () => well;

/** All six types turn as soon as they are told, which is as fast as they can be made to. */
export const turnsWhenTold: Truth = (told, type) =>
  told?.conditions.find((condition) => condition.type === type)?.status === 'True' ? well : broken;

/** The mean of these hours; the one before them is not counted, for it has the start. */
export async function requestsAnHour(truth: Truth, hours: number): Promise<Requests> {
  const { server, time, clock, options } = createScene({ chance: 0.5 });
  // Node's timers wait for whole milliseconds.
  const pause: Pause = (ms, signal) => options.pause(Math.ceil(ms), signal);
  let told: Standing | undefined;
  const listener: Reporter = {
    report(standing) {
      told = standing;
    },
    flush: async () => {},
  };
  const over = new AbortController();
  const watching = watchNode({
    ...options,
    docs: bridgeDocs,
    intervalMs: 30_000,
    clock,
    startTimer: time.startTimer,
    signal: over.signal,
    changes: { watch: () => {} },
    kept: undefined,
    bootedAt: async () => beginsAt - hourMs,
    checks: conditionTypes.map((condition) => ({
      name: condition,
      condition,
      asks: 'node' as const,
      run: async () => truth(told, condition),
    })),
    reporters: [createKubernetesReporter({ ...options, pause }), listener],
    runChecks: async (checks): Promise<Round> => ({
      node: 'x',
      startedAt: new Date(clock.now()),
      durationMs: 1,
      results: checks.map(({ name, condition }) => ({
        name,
        condition,
        verdict: truth(told, condition),
        durationMs: 1,
      })),
    }),
  });
  await time.pass(hourMs);
  const before = server.received.length;
  await time.pass(hours * hourMs);
  const counted = server.received.slice(before);
  over.abort();
  await time.pass(10_000);
  await watching;
  const writes = counted.filter(({ method }) => method !== 'GET').length;
  return { all: counted.length / hours, writes: writes / hours };
}
