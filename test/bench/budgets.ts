import type { Cost } from './cost.ts';
import type { NodeKind, Subject } from './subjects.ts';

/** Medians of one run of the bench. */
export type Costs = Readonly<Record<NodeKind, Readonly<Record<Subject, Cost>>>>;

interface Budget {
  readonly what: string;
  readonly limit: number;
  measure(costs: Costs): number;
}

export interface Spent {
  readonly what: string;
  readonly measured: number;
  readonly limit: number;
}

/**
 * Times are never held to milliseconds, but to what else was measured in the same run: a busy
 * machine is slower at both. On an idle machine `node -e 0` takes 30 ms: 13 of it are the 400 ms
 * that a round of local checks may take.
 */
const budgets: readonly Budget[] = [
  {
    what: 'start: time of `--version` / time of `node -e 0`',
    limit: 5,
    measure: ({ plain }) => plain['node-check --version'].wallMs / plain['node -e 0'].wallMs,
  },
  {
    what: 'time of `--once` with local checks / time of `node -e 0`, plain node',
    limit: 13,
    measure: ({ plain }) =>
      plain['node-check --once, local checks'].wallMs / plain['node -e 0'].wallMs,
  },
  {
    what: 'time of `--once` / time of the guide by hand, plain node',
    limit: 12,
    measure: ({ plain }) => plain['node-check --once'].wallMs / plain['the guide by hand'].wallMs,
  },
  {
    what: 'processor time of `--once` / processor time of `node -e 0`, plain node',
    limit: 22,
    measure: ({ plain }) => plain['node-check --once'].cpuMs / plain['node -e 0'].cpuMs,
  },
  {
    what: 'processor time of `--once`, crowded node / plain node',
    limit: 2,
    measure: ({ plain, crowded }) =>
      crowded['node-check --once'].cpuMs / plain['node-check --once'].cpuMs,
  },
  {
    what: 'processes of `--once`, plain node',
    limit: 20,
    measure: ({ plain }) => plain['node-check --once'].processes,
  },
  {
    what: 'processes of `--once`, crowded node less plain node',
    limit: 0,
    measure: ({ plain, crowded }) =>
      crowded['node-check --once'].processes - plain['node-check --once'].processes,
  },
  {
    what: 'anonymous memory of `--once` in MiB, plain node',
    limit: 40,
    measure: ({ plain }) => plain['node-check --once'].anonymousMiB,
  },
  {
    what: 'anonymous memory of `--once` in MiB, crowded node',
    limit: 48,
    measure: ({ crowded }) => crowded['node-check --once'].anonymousMiB,
  },
];

export const spend = (costs: Costs): readonly Spent[] =>
  budgets.map(({ what, limit, measure }) => ({ what, limit, measured: measure(costs) }));

export const isExceeded = ({ measured, limit }: Spent): boolean => measured > limit;
