import t from 'tap';
import type { Measured } from '../../../src/reporters/http/metric.ts';
import { nodeMetrics } from '../../../src/reporters/http/node-metrics.ts';
import { beginsAt, condition, standing } from '../../support/kubernetes-reporting.ts';
import { oneRootCause, twoRootCauses } from '../../support/sample-report.ts';
import { faultySituation, measured } from '../../support/situation.ts';

const samplesOf = (name: string, situation: Measured) =>
  nodeMetrics.find((metric) => metric.name === name)?.samples(situation);

const holding = (name: string, situation: Measured) =>
  samplesOf(name, situation)
    ?.filter(({ value }) => value === 1)
    .map(({ labels = {} }) => Object.values(labels).join(' '));

t.test('before the first round only the rounds are known', async (t) => {
  const known = nodeMetrics.filter(({ samples }) => samples(measured()).length > 0);
  t.same(
    known.map(({ name }) => name),
    ['node_check_rounds_total'],
  );
});

t.test('of the statuses of a check, a condition and the node one holds', async (t) => {
  const situation = faultySituation();
  t.same(holding('node_check_node_status', situation), ['unhealthy']);
  t.same(holding('node_check_status', situation), [
    'flannel-daemon FlannelProblem healthy',
    'pod-bridge FlannelProblem unhealthy',
    'cluster-dns DNSProblem notApplicable',
    'flannel-routes FlannelProblem unhealthy',
    'peer-paths PodNetworkProblem unhealthy',
  ]);
  t.same(holding('node_check_condition', situation), ['FlannelProblem true', 'DNSProblem false']);
  t.equal(samplesOf('node_check_condition', situation)?.length, 6);
});

t.test('times are seconds since the epoch', async (t) => {
  const conditions = [condition('DNSProblem', { transitionAt: 1_000, evidenceAt: 2_500 })];
  const situation = measured({ standing: standing({ conditions }), roundAt: beginsAt });
  const labels = { condition: 'DNSProblem' };
  t.same(samplesOf('node_check_condition_transition_timestamp_seconds', situation), [
    { labels, value: 1 },
  ]);
  t.same(samplesOf('node_check_condition_evidence_timestamp_seconds', situation), [
    { labels, value: 2.5 },
  ]);
  t.same(samplesOf('node_check_last_round_timestamp_seconds', situation), [
    { value: beginsAt / 1_000 },
  ]);
  t.same(samplesOf('node_check_round_duration_seconds', situation), [{ value: 0.4117 }]);
  t.match(samplesOf('node_check_duration_seconds', situation), [
    { labels: { check: 'flannel-daemon' }, value: 0.0124 },
  ]);
});

t.test('the subjects of a root cause are counted, and its page says where it lies', async (t) => {
  const [bridge] = oneRootCause.rootCauses;
  const other = bridge && { ...bridge, subject: 'cni0' };
  const rootCauses = [bridge, other].flatMap((each) => each ?? []);
  const report = { ...oneRootCause, rootCauses };
  t.same(samplesOf('node_check_root_causes', measured({ standing: standing({ report }) })), [
    { labels: { check: 'pod-bridge', reason: 'BridgeOutsideSubnet', scope: 'node' }, value: 2 },
  ]);
});

t.test('a root cause without a page lies nowhere', async (t) => {
  const situation = measured({ standing: standing({ report: twoRootCauses }), pages: [] });
  t.match(samplesOf('node_check_root_causes', situation), [
    { labels: { scope: '' } },
    { labels: { reason: 'RouteConflict', scope: '' } },
  ]);
});
