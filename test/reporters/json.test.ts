import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import t from 'tap';
import { conditionTypes } from '../../src/domain/conditions.ts';
import type { Report } from '../../src/domain/report.ts';
import { toJson } from '../../src/reporters/json.ts';
import { oneRootCause, openQuestionsOnly, sampleReports } from '../support/sample-report.ts';

const schema = JSON.parse(
  readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'),
);
const accepts = new Ajv2020({ strict: true, strictTypes: true }).compile(schema);

t.test('the whole shape, in order', async (t) => {
  const report: Report = {
    ...oneRootCause,
    results: oneRootCause.results.slice(0, 2),
    rootCauses: oneRootCause.rootCauses.map(({ consequences, ...cause }) => ({
      ...cause,
      consequences: consequences.slice(0, 1),
    })),
  };
  t.equal(
    toJson(report),
    `{
  "apiVersion": "node-check/v1",
  "node": "n1",
  "startedAt": "2026-11-21T08:49:12.345Z",
  "durationMs": 412,
  "status": "unhealthy",
  "rootCauses": [
    {
      "check": "pod-bridge",
      "reason": "BridgeOutsideSubnet",
      "subject": "docker0",
      "message": "docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24",
      "remedy": "ip link delete docker0; systemctl restart docker",
      "consequences": [
        {
          "check": "flannel-routes",
          "reason": "RouteConflict"
        }
      ]
    }
  ],
  "conditions": [
    {
      "type": "FlannelProblem",
      "status": "True",
      "reason": "BridgeOutsideSubnet",
      "message": "docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24"
    }
  ],
  "checks": [
    {
      "name": "flannel-daemon",
      "condition": "FlannelProblem",
      "status": "healthy",
      "message": "flanneld runs as a systemd unit for 3 h",
      "durationMs": 12,
      "findings": []
    },
    {
      "name": "pod-bridge",
      "condition": "FlannelProblem",
      "status": "unhealthy",
      "reason": "BridgeOutsideSubnet",
      "message": "docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24",
      "durationMs": 3,
      "findings": [
        {
          "reason": "BridgeOutsideSubnet",
          "subject": "docker0",
          "message": "docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24",
          "evidence": [
            "FLANNEL_SUBNET=10.100.54.1/24",
            "dockerd runs without --bip"
          ]
        }
      ]
    }
  ]
}
`,
  );
});

t.test('evidence is always a list, and what there is none of is left out', async (t) => {
  const { checks } = JSON.parse(toJson(openQuestionsOnly));
  t.strictSame(checks[0].findings, [
    { reason: 'ToolMissing', message: 'ip is not on the PATH', evidence: [] },
  ]);
});

for (const [name, report] of Object.entries(sampleReports))
  t.test(`the schema describes ${name}`, async (t) => {
    t.ok(accepts(JSON.parse(toJson(report))), JSON.stringify(accepts.errors));
  });

// biome-ignore lint/suspicious/noExplicitAny: the mistakes below are no valid reports.
type Mistake = (report: any) => void;

const mistakes: Readonly<Record<string, Mistake>> = {
  'another version': (r) => (r.apiVersion = 'node-check/v2'),
  'an unknown key': (r) => (r.hostname = 'n1'),
  'an unknown key of a check': (r) => (r.checks[0].answeredBy = 'TCP'),
  'an unknown key of a finding': (r) => (r.checks[1].findings[0].remedy = 'x'),
  'an unknown key of a root cause': (r) => (r.rootCauses[0].evidence = []),
  'an unknown key of a consequence': (r) => (r.rootCauses[0].consequences[0].message = 'x'),
  'an unknown key of a condition': (r) => (r.conditions[0].lastHeartbeatTime = 'x'),
  'a missing key': (r) => delete r.conditions,
  'a time without a zone': (r) => (r.startedAt = '2026-11-21T08:49:12.345'),
  'broken milliseconds': (r) => (r.durationMs = 1.5),
  'a negative duration': (r) => (r.checks[0].durationMs = -1),
  'a status of its own': (r) => (r.status = 'notApplicable'),
  'an unknown condition': (r) => (r.conditions[0].type = 'NetworkUnavailable'),
  'a boolean condition status': (r) => (r.conditions[0].status = true),
  'a reason that is no name': (r) => (r.rootCauses[0].reason = 'bridge outside subnet'),
  'an unhealthy node without a root cause': (r) => (r.rootCauses = []),
  'a healthy node with one': (r) => (r.status = 'healthy'),
  'a healthy check with a reason': (r) => (r.checks[0].reason = 'AllWell'),
  'a healthy check with a finding': (r) => (r.checks[0].findings = r.checks[1].findings),
  'an unhealthy check without a reason': (r) => delete r.checks[1].reason,
  'an unhealthy check without a finding': (r) => (r.checks[1].findings = []),
  'a finding without evidence': (r) => delete r.checks[1].findings[0].evidence,
  'an empty subject of the wrong type': (r) => (r.rootCauses[0].subject = null),
};

for (const [name, make] of Object.entries(mistakes))
  t.test(`the schema refuses ${name}`, async (t) => {
    const report = JSON.parse(toJson(oneRootCause));
    make(report);
    t.notOk(accepts(report));
  });

t.test('the schema knows every condition type, and no others', async (t) => {
  t.strictSame(schema.$defs.conditionType.enum, conditionTypes);
});
