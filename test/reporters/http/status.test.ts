import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { statusJson } from '../../../src/reporters/http/status.ts';
import { bridgeFault, standing } from '../../support/kubernetes-reporting.ts';
import { sampleReports } from '../../support/sample-report.ts';
import { deliveries, faultySituation, measured } from '../../support/situation.ts';

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8'));
const accepts = new Ajv2020({ strict: true, strictTypes: true, allowUnionTypes: true })
  .addSchema(schemaOf('report.schema.json'), 'report.schema.json')
  .compile(schemaOf('status.schema.json'));

t.test('what stands, and what became of it', async (t) => {
  const { report, ...status } = JSON.parse(statusJson(faultySituation()));
  t.match(report, { node: 'n1', status: 'unhealthy' });
  const fault = {
    reason: 'BridgeOutsideSubnet',
    message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
  };
  const failed = {
    ...{ unreachable: 0, credentials: 0, forbidden: 0, notFound: 0 },
    ...{ conflict: 0, throttled: 0, server: 0, invalid: 0 },
  };
  t.strictSame(status, {
    apiVersion: 'node-check/v1',
    version: '1.2.3',
    stalled: false,
    conditions: [
      {
        type: 'FlannelProblem',
        status: 'True',
        ...fault,
        lastTransitionTime: '2026-11-21T07:59:00Z',
        lastHeartbeatTime: '2026-11-21T08:00:00Z',
      },
      {
        type: 'DNSProblem',
        status: 'False',
        reason: 'NoDNSProblem',
        message: 'all is well',
        lastTransitionTime: '2026-11-21T07:59:00Z',
        lastHeartbeatTime: '2026-11-21T08:00:00Z',
      },
    ],
    transitions: [
      {
        type: 'FlannelProblem',
        to: 'False',
        reason: 'NoFlannelProblem',
        message: 'fine',
        time: '2026-11-21T08:00:00Z',
      },
      {
        type: 'FlannelProblem',
        from: 'False',
        to: 'True',
        ...fault,
        time: '2026-11-21T08:01:00Z',
      },
    ],
    cluster: {
      conditions: { succeeded: 3, failed, lastSuccessTime: '2026-11-21T08:01:01Z' },
      events: { succeeded: 0, failed: { ...failed, forbidden: 2 }, failing: 'forbidden' },
      rival: false,
    },
    heat: { health: 'unhealthy', because: 'pod-bridge is broken', delivery: 'open' },
  });
});

t.test('before the first round there is no report', async (t) => {
  t.strictSame(JSON.parse(statusJson(measured())), {
    ...{ apiVersion: 'node-check/v1', version: '1.2.3', stalled: false },
    ...{ report: null, conditions: [], transitions: [] },
  });
});

for (const [name, situation] of [
  ['the start', measured({ isStalled: true })],
  [
    'a signal to Heat',
    faultySituation({
      heat: {
        health: 'healthy',
        because: 'all is well',
        delivery: 'delivered',
        told: 'SUCCESS',
        deliveries: deliveries(),
      },
    }),
  ],
  ...Object.entries(sampleReports).map(
    ([name, report]) => [name, faultySituation({ standing: standing({ report }) })] as const,
  ),
] as const)
  t.test(`the schema describes ${name}`, async (t) => {
    t.ok(accepts(JSON.parse(statusJson(situation))), JSON.stringify(accepts.errors));
  });

// biome-ignore lint/suspicious/noExplicitAny: the mistakes below are no valid status.
const mistakes: Readonly<Record<string, (status: any) => void>> = {
  'an unknown key': (s) => (s.hostname = 'n1'),
  'a report that fits no schema': (s) => (s.report.status = 'fine'),
  'a condition without a heartbeat': (s) => delete s.conditions[0].lastHeartbeatTime,
  'an unknown kind of failure': (s) => (s.cluster.events.failed.other = 1),
  'a time with fractions': (s) => (s.transitions[0].time = '2026-11-21T08:00:00.400Z'),
  'a state of the signal of its own': (s) => (s.heat.delivery = 'sent'),
};

for (const [name, make] of Object.entries(mistakes))
  t.test(`the schema refuses ${name}`, async (t) => {
    const status = JSON.parse(statusJson(faultySituation()));
    make(status);
    t.notOk(accepts(status));
  });

t.test('a secret in a message is masked', async (t) => {
  const message = 'asked http://u:planted@h/ with token=planted';
  const text = statusJson(
    measured({ standing: standing({ conditions: [bridgeFault({ message })] }) }),
  );
  t.notMatch(text, 'planted');
  t.match(JSON.parse(text), { conditions: [{ message: 'asked http://***@h/ with token=***' }] });
});
