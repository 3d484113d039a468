import t from 'tap';
import { deliveryMetrics } from '../../../src/reporters/http/delivery-metrics.ts';
import type { Measured } from '../../../src/reporters/http/metric.ts';
import { beginsAt } from '../../support/kubernetes-reporting.ts';
import { faultySituation, measured } from '../../support/situation.ts';

const samplesOf = (name: string, situation: Measured) =>
  deliveryMetrics.find((metric) => metric.name === name)?.samples(situation);

t.test('who tells nobody has no deliveries', async (t) => {
  for (const { name, samples } of deliveryMetrics) t.same(samples(measured()), [], name);
});

t.test('conditions and Events are counted, and their failures by kind', async (t) => {
  const situation = faultySituation();
  const conditions = { what: 'conditions' };
  const events = { what: 'events' };
  t.same(samplesOf('node_check_deliveries_total', situation), [
    { labels: conditions, value: 3 },
    { labels: events, value: 0 },
  ]);
  const failures = samplesOf('node_check_delivery_failures_total', situation);
  t.equal(failures?.length, 16);
  t.same(
    failures?.filter(({ value }) => value > 0),
    [{ labels: { ...events, kind: 'forbidden' }, value: 2 }],
  );
  t.same(samplesOf('node_check_delivery_failing', situation), [
    { labels: conditions, value: 0 },
    { labels: events, value: 1 },
  ]);
  t.same(samplesOf('node_check_delivery_last_success_timestamp_seconds', situation), [
    { labels: conditions, value: (beginsAt + 61_000) / 1_000 },
  ]);
  t.same(samplesOf('node_check_rival', situation), [{ value: 0 }]);
});

t.test('one state of the signal to Heat holds', async (t) => {
  const samples = samplesOf('node_check_heat_delivery', faultySituation());
  t.same(
    samples?.map(({ labels, value }) => [labels?.['state'], value]),
    [
      ['none', 0],
      ['open', 1],
      ['delivered', 0],
      ['impossible', 0],
    ],
  );
});
