import { deliveryMetrics } from './delivery-metrics.ts';
import type { Family } from './exposition.ts';
import { type Measured, type Metric, one, seconds } from './metric.ts';
import { nodeMetrics } from './node-metrics.ts';

const ownMetrics: readonly Metric[] = [
  {
    name: 'node_check_build_info',
    type: 'gauge',
    help: 'Always 1; its label says which node-check runs.',
    labels: ['version'],
    samples: ({ version }) => [{ labels: { version }, value: 1 }],
  },
  {
    name: 'node_check_tools_started_total',
    type: 'counter',
    help: 'Programs that were started to look at the node.',
    samples: ({ toolsStarted }) => one(toolsStarted),
  },
  {
    name: 'node_check_tools_running',
    type: 'gauge',
    help: 'Programs that run now; one, which tells of changes in the kernel, always does.',
    samples: ({ toolsRunning }) => one(toolsRunning),
  },
  {
    name: 'node_check_anonymous_memory_bytes',
    type: 'gauge',
    help: "Memory that is node-check's alone; resident memory counts the pages of its files too.",
    samples: ({ own }) => one(own.anonymousBytes),
  },
  {
    name: 'process_resident_memory_bytes',
    type: 'gauge',
    help: 'Resident memory.',
    samples: ({ own }) => one(own.residentBytes),
  },
  {
    name: 'process_cpu_seconds_total',
    type: 'counter',
    help: 'Processor time, without that of the programs that were started.',
    samples: ({ own }) => one(own.cpuSeconds),
  },
  {
    name: 'process_start_time_seconds',
    type: 'gauge',
    help: 'When this process started.',
    samples: ({ own }) => one(seconds(own.startedAt)),
  },
];

/** Every metric, in the order in which they are told. */
export const metrics: readonly Metric[] = [...nodeMetrics, ...deliveryMetrics, ...ownMetrics];

export const measure = (measured: Measured): readonly Family[] =>
  metrics.map(({ labels = [], ...metric }) => ({
    ...metric,
    labels,
    samples: metric.samples(measured),
  }));
