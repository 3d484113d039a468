import type { ConditionType } from '../../src/domain/check.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { Logger } from '../../src/domain/logger.ts';
import type { OwnNode } from '../../src/domain/own-node.ts';
import type { Standing, StandingCondition, Transition } from '../../src/domain/standing.ts';
import type { StatePiece, StateStore } from '../../src/domain/state-store.ts';
import type { Pause } from '../../src/reporters/pause.ts';
import { type FakeApiServer, fakeApiServer } from './fake-api-server.ts';
import { healthyReport } from './sample-report.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

/** When a scene begins: within a second, as times are. */
export const beginsAt = Date.parse('2026-11-21T08:00:00.400Z');

export const condition = (
  type: ConditionType,
  overrides: Partial<StandingCondition> = {},
): StandingCondition => ({
  type,
  status: 'False',
  reason: `No${type}`,
  message: 'all is well',
  decidedBy: [],
  transitionAt: beginsAt - 60_000,
  evidenceAt: beginsAt,
  ...overrides,
});

export const bridgeFault = (overrides: Partial<StandingCondition> = {}): StandingCondition =>
  condition('FlannelProblem', {
    status: 'True',
    reason: 'BridgeOutsideSubnet',
    message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
    ...overrides,
  });

export const transition = (overrides: Partial<Transition> = {}): Transition => ({
  type: 'FlannelProblem',
  from: 'False',
  to: 'True',
  reason: 'BridgeOutsideSubnet',
  message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
  at: beginsAt,
  ...overrides,
});

export const standing = (overrides: Partial<Standing> = {}): Standing => ({
  report: healthyReport,
  conditions: [condition('FlannelProblem'), condition('DNSProblem')],
  withdrawn: [],
  transitions: [],
  ...overrides,
});

export interface LogLine {
  readonly level: keyof Logger;
  readonly fields: object;
  readonly message: string;
}

export function keepingLogger(): { readonly logger: Logger; readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: keyof Logger) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return {
    lines,
    logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
  };
}

/** Keeps what is JSON; the next process can be given the same. */
export function memoryStore(): StateStore {
  const kept = new Map<string, string>();
  return {
    async load<T>({ name, parse }: StatePiece<T>) {
      return parse(JSON.parse(kept.get(name) ?? 'null'));
    },
    async save({ name }, value) {
      kept.set(name, JSON.stringify(value));
      return true;
    },
  };
}

const pauseIn =
  ({ startTimer }: VirtualTime): Pause =>
  (ms, signal) =>
    new Promise<void>((resolve) => {
      const stop = startTimer(resolve, ms);
      const end = () => {
        stop();
        resolve();
      };
      if (signal.aborted) end();
      else signal.addEventListener('abort', end);
    });

export interface Scene {
  readonly server: FakeApiServer;
  readonly time: VirtualTime;
  readonly clock: Clock;
  readonly lines: LogLine[];
  /** As the server has shown it. */
  readonly seen: OwnNode[];
  /** What a reporter needs. */
  readonly options: {
    readonly client: FakeApiServer['client'];
    readonly nodeName: string;
    readonly clock: Clock;
    readonly logger: Logger;
    readonly store: StateStore;
    readonly random: () => number;
    readonly pause: Pause;
    onNode(node: OwnNode): void;
  };
}

/** The node x, its API server and a time that passes only when it is told to. */
export function createScene({ chance = 0 } = {}): Scene {
  const server = fakeApiServer();
  const time = createVirtualTime();
  const { logger, lines } = keepingLogger();
  const clock = { now: () => beginsAt + time.elapsed(), elapsed: time.elapsed };
  const seen: OwnNode[] = [];
  const options = {
    client: server.client,
    nodeName: 'x',
    clock,
    logger,
    store: memoryStore(),
    random: () => chance,
    pause: pauseIn(time),
    onNode: (node: OwnNode) => seen.push(node),
  };
  return { server, time, clock, lines, seen, options };
}
