import t, { type Test } from 'tap';
import { compose } from '../../src/cli/compose.ts';
import { keptBefore, kubernetesReporting } from '../../src/cli/kubernetes-reporting.ts';
import { keptConditions } from '../../src/domain/kept-conditions.ts';
import type { Standing } from '../../src/domain/standing.ts';
import { noDeliveries } from '../../src/reporters/deliveries.ts';
import { capture } from '../support/capture.ts';
import { clusterNode } from '../support/cluster-node.ts';
import { configOf } from '../support/config.ts';

const { signal } = new AbortController();

function judgingOf(t: Test, flags: Readonly<Record<string, string>>) {
  const { stderr, written } = capture();
  const config = configOf(flags);
  const parts = compose(config, { stderr, path: '' });
  t.teardown(() => parts.close());
  return { written, judging: { config, parts, signal } };
}

const standing: Standing = {
  report: undefined,
  conditions: [
    {
      type: 'DNSProblem',
      status: 'False',
      reason: 'NoDNSProblem',
      message: 'google.com is resolved',
      decidedBy: ['node-dns'],
      transitionAt: Date.UTC(2026, 10, 21, 8),
      evidenceAt: Date.UTC(2026, 10, 21, 9),
    },
  ],
  withdrawn: [],
  transitions: [],
};

t.test('what stands reaches the node’s own object', async (t) => {
  const { api, flags } = await clusterNode(t);
  const { judging } = judgingOf(t, flags);
  const { reporter, current, problems } = kubernetesReporting(judging);
  t.strictSame(problems(), ['the cluster was not told (no credentials)']);
  reporter.report(standing);
  await reporter.flush(signal);
  t.match(api.conditions()['DNSProblem'], { status: 'False' });
  t.match(current().deliveries(), { conditions: { succeeded: 1, failing: undefined } });
  t.equal(current().rival, false);
  t.strictSame(problems(), []);
  const asked = api.received.length;
  t.match(await judging.parts.probesOfRound(signal).ownNode(), { name: 'x' });
  t.equal(api.received.length, asked, 'the node is known from the delivery');
});

t.test('without credentials nobody is told, which is said once', async (t) => {
  const { flags, stateDir } = await clusterNode(t);
  const nobody = { ...flags, 'kubernetes.kubeconfig': `${stateDir}/missing` };
  const { judging, written } = judgingOf(t, nobody);
  const { reporter, current } = kubernetesReporting(judging);
  t.match(current().deliveries(), { conditions: { failing: undefined } }, 'nobody was asked yet');
  for (const _ of [1, 2]) {
    reporter.report(standing);
    await reporter.flush(signal);
  }
  const failing = { ...noDeliveries, failing: 'credentials' };
  t.strictSame(current().deliveries(), { conditions: failing, events: failing });
  t.equal(current().rival, false);
  t.equal(written.stderr.split('the cluster cannot be told').length, 2);
});

t.test('a refusal is a problem for people', async (t) => {
  const { api, flags } = await clusterNode(t);
  api.fault = () => 'garbage';
  const { reporter, problems } = kubernetesReporting(judgingOf(t, flags).judging);
  reporter.report(standing);
  await reporter.flush(AbortSignal.timeout(3_000));
  t.match(problems(), [/^the cluster was not told \(\w+\)$/]);
});

t.test('without a state of its own the server tells what stood before', async (t) => {
  const { api, flags } = await clusterNode(t);
  const { judging } = judgingOf(t, flags);
  const { reporter } = kubernetesReporting(judging);
  reporter.report(standing);
  await reporter.flush(signal);
  const { judging: next } = judgingOf(t, flags);
  t.match(await keptBefore(next), {
    histories: [{ type: 'DNSProblem', standing: { transitionAt: Date.UTC(2026, 10, 21, 8) } }],
  });
  const own = { bootedAt: 1, histories: [], transitions: [] };
  await next.parts.store.save(keptConditions, own);
  t.match(await keptBefore(next), { bootedAt: 1 });
  api.fault = () => 'away';
  t.equal(await keptBefore(judgingOf(t, { ...flags, 'state-dir': '' }).judging), undefined);
});

t.test('who tells no cluster does not ask it', async (t) => {
  const { api, flags } = await clusterNode(t);
  const { judging } = judgingOf(t, { ...flags, report: '' });
  t.equal(await keptBefore(judging), undefined);
  t.equal(api.received.length, 0);
});
