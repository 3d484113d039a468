import type { NodeStatus, Report, RootCause } from '../report.ts';
import type { ReasonDocs } from '../root-cause.ts';
import type { Standing } from '../standing.ts';
import { type FaultHistory, hasStood, withRound } from './fault-history.ts';
import { type SettledBy, type Unmet, unmetBy } from './required-checks.ts';

export type SignalStatus = 'SUCCESS' | 'FAILURE';

export interface HeatPolicy {
  /** Names of the checks that have to be well. */
  readonly required: readonly string[];
  readonly node: SettledBy;
  readonly docs: ReasonDocs;
  /** Faults that waiting cannot mend are told before the deadline. */
  readonly failEarly: boolean;
}

/** What can be said of the node by now. */
export interface Decision {
  /** Undefined: Heat has to wait. */
  readonly signal?: SignalStatus;
  /** Of what is required. */
  readonly health: NodeStatus;
  /** Why, in one line for people. */
  readonly because: string;
}

export interface Moment {
  readonly history: FaultHistory;
  /** On the clock that only grows, in milliseconds. */
  readonly elapsed: number;
  /** The deadline has passed. */
  readonly isLate: boolean;
}

/** What is wrong with what is required, and what brought it about, round after round. */
export function remember(
  before: FaultHistory,
  { report }: Standing,
  { policy, elapsed }: { readonly policy: HeatPolicy; readonly elapsed: number },
): FaultHistory {
  if (report === undefined) return before;
  const failing = failingOf(unmetIn(report, policy));
  const roots = rootsOf(failing, report).map(({ reason }) => reason);
  return withRound(before, report, { faults: [...failing, ...roots], elapsed });
}

/**
 * SUCCESS as soon as all that is required is well, and none of it still stands as a problem that was
 * told. FAILURE at the deadline, from faults that have stood as long as their reasons ask: never from
 * what is only unknown.
 */
export function decide(standing: Standing, policy: HeatPolicy, moment: Moment): Decision {
  const { report } = standing;
  if (report === undefined) return { health: 'unknown', because: 'no round has ended yet' };
  if (policy.required.length === 0)
    return { health: 'unknown', because: 'no check is required, so that nothing shows success' };
  const unmet = unmetIn(report, policy);
  const [first] = unmet;
  if (first === undefined) return success(standing, policy);
  const failing = failingOf(unmet);
  if (failing.length === 0) return { health: 'unknown', because: first.why };
  const roots = rootsOf(failing, report);
  const because = roots.map(summaryOf).join(', also ');
  return isToBeTold({ failing, roots }, policy, moment)
    ? { signal: 'FAILURE', health: 'unhealthy', because }
    : { health: 'unhealthy', because };
}

const unmetIn = ({ results }: Report, { required, node }: HeatPolicy): readonly Unmet[] =>
  required.flatMap((name) => {
    const result = results.find((each) => each.name === name);
    return unmetBy(name, result, node) ?? [];
  });

const failingOf = (unmet: readonly Unmet[]): readonly string[] =>
  unmet.filter(({ health }) => health === 'unhealthy').map(({ check }) => check);

/** The root causes behind these checks; they may lie in others. */
const rootsOf = (failing: readonly string[], { rootCauses }: Report): readonly RootCause[] =>
  rootCauses.filter((root) => brokenBy(root).some((name) => failing.includes(name)));

const brokenBy = ({ check, consequences }: RootCause): readonly string[] => [
  check,
  ...consequences.map((each) => each.check),
];

function success({ conditions }: Standing, { required }: HeatPolicy): Decision {
  const standing = conditions.find(
    ({ status, decidedBy }) =>
      status === 'True' && decidedBy.some((name) => required.includes(name)),
  );
  return standing === undefined
    ? {
        signal: 'SUCCESS',
        health: 'healthy',
        because: `healthy, ${required.length} of ${required.length} required checks pass`,
      }
    : { health: 'unhealthy', because: `${standing.reason} is not over for long enough` };
}

/** The reason's name stands by itself; the message has the values. */
const summaryOf = ({ reason, message }: RootCause, index: number): string =>
  index === 0 ? `${reason} ${message}` : reason;

function isToBeTold(
  { failing, roots }: { readonly failing: readonly string[]; readonly roots: readonly RootCause[] },
  { docs, failEarly }: HeatPolicy,
  { history, elapsed, isLate }: Moment,
): boolean {
  return roots.some((root) => {
    const { reason } = root;
    const { confirmAfterMs: forMs = 0, permanent = false } = docs.get(reason) ?? {};
    const stood = (fault: string) => hasStood(history, fault, { forMs, elapsed });
    const broken = brokenBy(root).filter((name) => failing.includes(name));
    return (isLate && broken.some(stood)) || (failEarly && permanent && stood(reason));
  });
}
