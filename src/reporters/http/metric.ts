import type { Family, Sample } from './exposition.ts';
import type { OwnProcess } from './own-process.ts';
import type { Situation } from './situation.ts';

export interface Measured extends Situation {
  readonly own: OwnProcess;
}

export interface Metric extends Omit<Family, 'labels' | 'samples'> {
  readonly labels?: readonly LabelName[];
  samples(measured: Measured): readonly Sample[];
}

export type LabelName = keyof typeof labelValues;

/** What values each label takes: few, whatever happens on the node. */
export const labelValues = {
  check: 'the name of a check',
  condition: 'the type of a Node condition',
  kind: 'unreachable, credentials, forbidden, notFound, conflict, throttled, server, invalid',
  reason: 'a reason of the runbook',
  scope: 'where the fault lies: node, cluster, external',
  state: 'none, open, delivered, impossible',
  status: 'as the metric says',
  version: 'of node-check',
  what: 'conditions, events, heat',
} as const;

export const one = (value: number | undefined): readonly Sample[] =>
  value === undefined ? [] : [{ value }];

export const truth = (is: boolean): number => (is ? 1 : 0);

/** Milliseconds since the epoch, or of a duration, as Prometheus counts. */
export const seconds = (ms: number): number => ms / 1_000;
