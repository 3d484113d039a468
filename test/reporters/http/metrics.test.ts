import t from 'tap';
import { exposition } from '../../../src/reporters/http/exposition.ts';
import { labelValues } from '../../../src/reporters/http/metric.ts';
import { measure, metrics } from '../../../src/reporters/http/metrics.ts';
import { fixture } from '../../support/fixture.ts';
import { deliveries, faultySituation, measured } from '../../support/situation.ts';

const golden = fixture('metrics.txt');

t.test('the same situation always reads the same', async (t) => {
  t.equal(await exposition(measure(faultySituation())), golden);
});

t.test('before the first round there is something to read too', async (t) => {
  const text = await exposition(measure(measured()));
  t.match(text, 'node_check_build_info{version="1.2.3"} 1\n');
  t.match(text, 'node_check_rounds_total 0\n');
  t.notMatch(text, 'node_check_anonymous_memory_bytes');
});

t.test('no two metrics share a name, and each name says whose it is', async (t) => {
  const names = metrics.map(({ name }) => name);
  t.equal(new Set(names).size, names.length);
  t.same(
    names.filter((name) => !/^(?:node_check|process)_[a-z_]+$/.test(name)),
    [],
  );
});

t.test('a sample bears the labels of its metric, and every label is documented', async (t) => {
  for (const { name, labels, samples } of measure(faultySituation())) {
    t.ok(samples.length > 0, name);
    for (const sample of samples) t.same(Object.keys(sample.labels ?? {}), labels, name);
  }
  const used = new Set<string>(metrics.flatMap(({ labels = [] }) => labels));
  t.same([...used].sort(), Object.keys(labelValues).sort());
  t.equal(labelValues.kind, Object.keys(deliveries().failed).join(', '));
});
