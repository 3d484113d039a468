import type { Deliveries } from '../deliveries.ts';
import type { Sample } from './exposition.ts';
import { type Measured, type Metric, one, seconds, truth } from './metric.ts';

const heatStates = ['none', 'open', 'delivered', 'impossible'] as const;

/** How telling the cluster and Heat goes. */
export const deliveryMetrics: readonly Metric[] = [
  {
    name: 'node_check_deliveries_total',
    type: 'counter',
    help: 'What was written to the Kubernetes API, and the signals that Heat took.',
    labels: ['what'],
    samples: (measured) =>
      ofDeliveries(measured, ({ succeeded }, what) => [{ labels: { what }, value: succeeded }]),
  },
  {
    name: 'node_check_delivery_failures_total',
    type: 'counter',
    help: 'Attempts to write to the Kubernetes API, or to signal Heat, that failed.',
    labels: ['what', 'kind'],
    samples: (measured) =>
      ofDeliveries(measured, ({ failed }, what) =>
        Object.entries(failed).map(([kind, value]) => ({ labels: { what, kind }, value })),
      ),
  },
  {
    name: 'node_check_delivery_failing',
    type: 'gauge',
    help: 'Whether the last attempt failed, or none could be made for want of credentials.',
    labels: ['what'],
    samples: (measured) =>
      ofDeliveries(measured, ({ failing }, what) => [
        { labels: { what }, value: truth(failing !== undefined) },
      ]),
  },
  {
    name: 'node_check_delivery_last_success_timestamp_seconds',
    type: 'gauge',
    help: 'When an attempt last succeeded; absent before the first time.',
    labels: ['what'],
    samples: (measured) =>
      ofDeliveries(measured, ({ lastSuccessAt }, what) =>
        one(lastSuccessAt && seconds(lastSuccessAt)).map((sample) => ({
          ...sample,
          labels: { what },
        })),
      ),
  },
  {
    name: 'node_check_rival',
    type: 'gauge',
    help: 'Whether somebody else writes the conditions that node-check writes.',
    samples: ({ cluster }) => one(cluster && truth(cluster.rival)),
  },
  {
    name: 'node_check_heat_delivery',
    type: 'gauge',
    help: 'What has become of the signal to Heat: 1 for the state that holds. none: nobody waits; impossible: refused too often.',
    labels: ['state'],
    samples: ({ heat }) =>
      heat === undefined
        ? []
        : heatStates.map((state) => ({ labels: { state }, value: truth(heat.delivery === state) })),
  },
];

function ofDeliveries(
  { cluster, heat }: Measured,
  samples: (deliveries: Deliveries, what: string) => readonly Sample[],
): readonly Sample[] {
  return [
    ...(cluster === undefined ? [] : samples(cluster.conditions, 'conditions')),
    ...(cluster === undefined ? [] : samples(cluster.events, 'events')),
    ...(heat === undefined ? [] : samples(heat.deliveries, 'heat')),
  ];
}
