import type { ConditionType } from '../../src/domain/check.ts';
import {
  type ConditionState,
  type KeptConditions,
  keptOf,
  resume,
  standingOf,
} from '../../src/domain/condition-state.ts';
import { keptConditions } from '../../src/domain/kept-conditions.ts';
import type { ObservedCondition } from '../../src/domain/observation.ts';
import { type Observed, observe } from '../../src/domain/observe-conditions.ts';
import type { ReasonDoc } from '../../src/domain/reason.ts';
import { beyondNode, contradiction, recoverable } from '../../src/domain/reason-docs.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import type { Standing, StandingCondition } from '../../src/domain/standing.ts';
import { stalled, stopped } from '../../src/domain/suspended-conditions.ts';

const page = { cause: 'x', confirm: 'x', remedy: 'x', reference: 'x', causes: [] };

/** Two of each kind, and the shared ones. */
export const docs: ReadonlyMap<string, ReasonDoc> = new Map<string, ReasonDoc>([
  ['BridgeDown', { ...page, ...contradiction }],
  ['BridgeOutsideSubnet', { ...page, ...contradiction }],
  ['FlannelNotRunning', { ...page, ...recoverable }],
  ['FlannelCrashLooping', { ...page, ...recoverable }],
  ['PingFailed', { ...page, ...beyondNode }],
  ...Object.entries(sharedReasons),
]);

/** What the newest evidence shows; by default everything is asked anew in each round. */
export type Shown = Partial<ObservedCondition>;

export const well: Shown = { status: 'False', reason: 'NoFlannelProblem', message: 'all is well' };
/** A contradiction. */
export const wrong: Shown = { status: 'True', reason: 'BridgeDown', message: 'cni0 is down' };
/** What may come back by itself. */
export const dead: Shown = {
  status: 'True',
  reason: 'FlannelNotRunning',
  message: 'flanneld does not run',
};
export const unclear: Shown = { status: 'Unknown', reason: 'ToolFailed', message: 'ip failed' };
/** The same, of nobody asked anew. */
export const stale = (shown: Shown): Shown => ({ ...shown, isFresh: false });

export const minutes = (count: number): number => count * 60_000;

const startedAt = Date.UTC(2026, 10, 21, 12);

/** A node with an agent: two clocks, rounds, and what outlives a process in the form of a file. */
export function createWatchedNode({ bootedAgoMs = minutes(60), local = ['pod-bridge'] } = {}) {
  let offset = startedAt;
  let bootedAt = startedAt - bootedAgoMs;
  let elapsed = 0;
  let file: string | undefined;
  let state: ConditionState;

  const now = (): number => elapsed + offset;
  const start = (kept = parsed(file)): void => {
    state = resume(kept, { elapsed, bootedAt });
  };
  const save = (): void => {
    file = JSON.stringify(keptOf(state));
  };
  start();

  const look = (round: Partial<Parameters<typeof observe>[1]>): Observed => {
    const observed = observe(
      state,
      { conditions: [], notApplicable: [], now: now(), elapsed, bootedAt, ...round },
      { docs, isLocal: (check) => local.includes(check) },
    );
    state = observed.state;
    if (observed.changed) save();
    return observed;
  };

  return {
    now,
    elapsed: () => elapsed,
    state: () => state,
    standing: (): Omit<Standing, 'report'> => standingOf(state),
    wait: (ms: number): void => {
      elapsed += ms;
    },
    /** Somebody sets the clock; the kernel's word on its boot moves with it. */
    setClock: (byMs: number): void => {
      offset += byMs;
      bootedAt += byMs;
    },
    /** A round in which FlannelProblem, or the type that is named, looks like this. */
    round: (...shown: readonly Shown[]): Observed =>
      look({ conditions: shown.map((each) => observedCondition(each, now())) }),
    /** A round in which nothing is left to judge of the type. */
    roundWithout: (type: ConditionType): Observed => look({ notApplicable: [type] }),
    /** A round of this, each half minute, as often as it says. */
    rounds(count: number, shown: Shown): void {
      for (let round = 0; round < count; round += 1) {
        elapsed += 30_000;
        this.round(shown);
      }
    },
    stall: (since = now() - 90_000): boolean => {
      const stall = stalled(state, { now: now(), elapsed, since });
      state = stall.state;
      if (stall.changed) save();
      return stall.changed;
    },
    stop: (): void => {
      state = stopped(state, now());
      save();
    },
    /** The next process; without a stop before, the last one was killed. */
    start,
    reboot: (): void => {
      bootedAt = now();
      start();
    },
  };
}

export type WatchedNode = ReturnType<typeof createWatchedNode>;

function parsed(file: string | undefined): KeptConditions | undefined {
  if (file === undefined) return undefined;
  const kept = keptConditions.parse(JSON.parse(file));
  if (kept === undefined) throw new Error('what was kept cannot be read');
  return kept;
}

const observedCondition = (shown: Shown, evidenceAt: number): ObservedCondition => ({
  type: 'FlannelProblem',
  status: 'False',
  reason: 'NoFlannelProblem',
  message: 'all is well',
  decidedBy: ['pod-bridge'],
  evidenceAt,
  isFresh: true,
  ...shown,
});

/** What is told of a type. */
export const toldOf = (
  node: WatchedNode,
  type: ConditionType = 'FlannelProblem',
): StandingCondition | undefined =>
  node.standing().conditions.find((condition) => condition.type === type);

/** "True BridgeDown", or "nothing". */
export function told(node: WatchedNode, type: ConditionType = 'FlannelProblem'): string {
  const condition = toldOf(node, type);
  return condition === undefined ? 'nothing' : `${condition.status} ${condition.reason}`;
}

/** "none>False, False>True" */
export const transitionsOf = (node: WatchedNode): string =>
  node
    .standing()
    .transitions.map(({ from = 'none', to }) => `${from}>${to}`)
    .join(', ');
