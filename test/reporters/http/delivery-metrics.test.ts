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

t.test('conditions, Events and signals are counted, and their failures by kind', async (t) => {
  const situation = faultySituation();
  const conditions = { what: 'conditions' };
  const events = { what: 'events' };
  const heat = { what: 'heat' };
  t.same(samplesOf('node_check_deliveries_total', situation), [
    { labels: conditions, value: 3 },
    { labels: events, value: 0 },
    { labels: heat, value: 0 },
  ]);
  const failures = samplesOf('node_check_delivery_failures_total', situation);
  t.equal(failures?.length, 24);
  t.same(
    failures?.filter(({ value }) => value > 0),
    [
      { labels: { ...events, kind: 'forbidden' }, value: 2 },
      { labels: { ...heat, kind: 'unreachable' }, value: 4 },
    ],
  );
  t.same(samplesOf('node_check_delivery_failing', situation), [
    { labels: conditions, value: 0 },
    { labels: events, value: 1 },
    { labels: heat, value: 1 },
  ]);
  t.same(samplesOf('node_check_delivery_last_success_timestamp_seconds', situation), [
    { labels: conditions, value: (beginsAt + 61_000) / 1_000 },
  ]);
  t.same(samplesOf('node_check_rival', situation), [{ value: 0 }]);
});

t.test('who tells one of them only has the deliveries of that one', async (t) => {
  const whats = (changes: Partial<Measured>) =>
    samplesOf('node_check_deliveries_total', faultySituation(changes))?.map(
      ({ labels }) => labels?.['what'],
    );
  t.same(whats({ heat: undefined }), ['conditions', 'events']);
  t.same(whats({ cluster: undefined }), ['heat']);
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
