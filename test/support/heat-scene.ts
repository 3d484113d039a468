import { connect } from 'node:net';
import type { Test } from 'tap';
import { createStateStore } from '../../src/clients/state-store.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { handleOfSigned, handleOfToken } from '../../src/domain/heat/handle.ts';
import type { StateStore } from '../../src/domain/state-store.ts';
import type { DeliveryOptions } from '../../src/reporters/heat/delivery.ts';
import type { OpenWeb } from '../../src/reporters/heat/send-signal.ts';
import type { Pause } from '../../src/reporters/pause.ts';
import { type FakeHeat, fakeHeat, type HandleKind } from './fake-heat.ts';
import { usable } from './heat-handles.ts';
import { keepingLogger, type LogLine } from './kubernetes-reporting.ts';

/** Without TLS and proxies, which probes/web-opening.ts has. */
export const openPlain: OpenWeb = async ({ url }, done) => {
  const { hostname, port } = new URL(url);
  const connection = connect({ host: hostname, port: Number(port), signal: done });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  connection.on('error', reject).once('connect', resolve);
  await promise;
  return { connection };
};

export const handleOf = (kind: HandleKind, { url, token }: Pick<FakeHeat, 'url' | 'token'>) =>
  usable(kind === 'token' ? handleOfToken(url, token) : handleOfSigned(url));

/** Time that passes only in pauses, and when it is told to. */
export interface HeatTime extends Clock {
  readonly pause: Pause;
  /** How long each pause was, in milliseconds. */
  readonly pauses: readonly number[];
  pass(ms: number): void;
}

export function createHeatTime(beginsAt: number): HeatTime {
  let elapsed = 0;
  const pauses: number[] = [];
  const pass = (ms: number): void => {
    elapsed += ms;
  };
  return {
    now: () => beginsAt + elapsed,
    elapsed: () => elapsed,
    pauses,
    pass,
    async pause(ms, { aborted }) {
      pauses.push(ms);
      if (!aborted) pass(ms);
    },
  };
}

export const issuedAt = Date.parse('2026-11-21T08:00:00Z');

export interface HeatScene {
  readonly heat: FakeHeat;
  readonly time: HeatTime;
  readonly lines: LogLine[];
  /** Of a process: the next one has the same state. */
  options(): DeliveryOptions;
}

/** A Heat, a node's clock, which begins with the credential, and a state directory. */
export async function createHeatScene(t: Test, kind: HandleKind = 'token'): Promise<HeatScene> {
  const heat = await fakeHeat(t, { kind, issuedAt });
  const time = createHeatTime(issuedAt);
  const { logger, lines } = keepingLogger();
  const directory = t.testdir();
  const store = (): StateStore => createStateStore({ directory, logger });
  const way = { open: openPlain, proxyFor: () => undefined, caFile: undefined, insecure: false };
  const options = () => ({ way, store: store(), clock: time, random: () => 1, logger });
  return { heat, time, lines, options };
}
