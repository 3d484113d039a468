import { Counter, Gauge, Registry } from 'prom-client';

type LabelValues = Readonly<Record<string, string>>;

export interface Sample {
  readonly labels?: LabelValues;
  readonly value: number;
}

/** A metric as Prometheus reads it, with its samples at this moment. */
export interface Family {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: readonly Sample[];
}

export const expositionType = Registry.PROMETHEUS_CONTENT_TYPE;

/** Prometheus' text format, in the order given; a metric without samples is left out. */
export function exposition(families: readonly Family[]): Promise<string> {
  const registry = new Registry();
  for (const family of families.filter(({ samples }) => samples.length > 0)) {
    const tell = metricIn(registry, family);
    for (const { labels = {}, value } of family.samples) tell(labels, value);
  }
  return registry.metrics();
}

function metricIn(registry: Registry, { name, type, help, labels }: Family) {
  const config = { name, help, labelNames: labels, registers: [registry] };
  if (type === 'counter') {
    const counter = new Counter(config);
    return (of: LabelValues, value: number): unknown => counter.inc(of, value);
  }
  const gauge = new Gauge(config);
  return (of: LabelValues, value: number): unknown => gauge.set(of, value);
}
