import t from 'tap';
import type { ConditionType } from '../../src/domain/check.ts';
import { conditionsOf, conditionTypes, statusOf } from '../../src/domain/conditions.ts';
import type { CheckResult, Condition, NodeStatus, RootCause } from '../../src/domain/report.ts';
import {
  type Finding,
  healthy,
  notApplicable,
  unhealthy,
  unknown,
  type Verdict,
} from '../../src/domain/verdict.ts';

const result = (
  name: string,
  verdict: Verdict,
  condition: ConditionType = 'FlannelProblem',
): CheckResult => ({ name, condition, verdict, durationMs: 1 });

const down: Finding = { reason: 'BridgeDown', message: 'cni0 is down' };
const dead: Finding = { reason: 'FlannelNotRunning', message: 'flanneld does not run' };
const lost: Finding = { reason: 'PingFailed', message: '8.8.8.8 is silent' };
const unread: Finding = { reason: 'ToolFailed', message: 'ip failed' };
const answered: Finding = {
  reason: 'PingNotPermitted',
  message: 'ping lacks CAP_NET_RAW',
  answeredBy: '8.8.8.8 answers TCP',
};
const alsoAnswered: Finding = { ...answered, answeredBy: '1.1.1.1 answers TCP' };

const root = (
  check: string,
  { reason, message }: Finding,
  ...consequences: readonly Finding[]
): RootCause => ({
  check,
  reason,
  message,
  evidence: [],
  remedy: '',
  consequences: consequences.map((each) => ({ ...each, check: 'elsewhere', evidence: [] })),
});

const flannel = (
  status: Condition['status'],
  reason: string,
  message: string,
  decidedBy: readonly string[] = ['pod-bridge'],
): Condition => ({ type: 'FlannelProblem', status, reason, message, decidedBy });

const bridge = (verdict: Verdict) => result('pod-bridge', verdict);
const daemon = (verdict: Verdict) => result('flannel-daemon', verdict);
const fine = healthy('cni0 is well');
const absent = notApplicable('NoPodBridge', 'there is no bridge');
const openly = (...findings: readonly [Finding, ...Finding[]]): Verdict => ({
  status: 'unknown',
  findings,
});

const cases: readonly (readonly [
  of: string,
  results: readonly CheckResult[],
  rootCauses: readonly RootCause[],
  conditions: readonly Condition[],
])[] = [
  ['there are no checks', [], [], []],
  ['all checks have nothing to judge', [bridge(absent), daemon(absent)], [], []],
  [
    'all is well',
    [bridge(fine), daemon(healthy('flanneld runs'))],
    [],
    [
      flannel('False', 'NoFlannelProblem', 'cni0 is well; flanneld runs', [
        'pod-bridge',
        'flannel-daemon',
      ]),
    ],
  ],
  [
    'one check is well and another has nothing to judge',
    [bridge(absent), daemon(healthy('flanneld runs'))],
    [],
    [flannel('False', 'NoFlannelProblem', 'flanneld runs', ['flannel-daemon'])],
  ],
  [
    'a check has found a root cause',
    [daemon(fine), bridge(unhealthy(down))],
    [root('pod-bridge', down)],
    [flannel('True', 'BridgeDown', 'cni0 is down')],
  ],
  [
    'a root cause comes after its consequence',
    [bridge(unhealthy(down)), daemon(unhealthy(dead))],
    [root('flannel-daemon', dead, down)],
    [flannel('True', 'FlannelNotRunning', 'flanneld does not run', ['flannel-daemon'])],
  ],
  [
    'there are two root causes, of which the first counts',
    [bridge(unhealthy(down)), daemon(unhealthy(dead))],
    [root('pod-bridge', down), root('flannel-daemon', dead)],
    [flannel('True', 'BridgeDown', 'cni0 is down')],
  ],
  [
    'a fault stands beside an open question',
    [daemon(unknown('ToolFailed', 'ip failed')), bridge(unhealthy(down))],
    [root('pod-bridge', down)],
    [flannel('True', 'BridgeDown', 'cni0 is down')],
  ],
  [
    'its own fault is a consequence, and the root lies elsewhere',
    [bridge(unhealthy(down)), result('default-route', unhealthy(lost), 'ExternalNetworkProblem')],
    [root('kube-proxy', unread, answered), root('default-route', lost, answered, down)],
    [
      flannel('True', 'BridgeDown', 'cni0 is down (caused by PingFailed: 8.8.8.8 is silent)'),
      {
        type: 'ExternalNetworkProblem',
        status: 'True',
        reason: 'PingFailed',
        message: '8.8.8.8 is silent',
        decidedBy: ['default-route'],
      },
    ],
  ],
  [
    "a fault is in nobody's account, as in a circle of causes",
    [bridge(unhealthy(down, dead))],
    [],
    [flannel('True', 'BridgeDown', 'cni0 is down')],
  ],
  [
    'a question is open',
    [daemon(fine), bridge(openly(answered, unread))],
    [],
    [flannel('Unknown', 'ToolFailed', 'ip failed')],
  ],
  [
    'all open questions were answered in another way',
    [daemon(healthy('flanneld runs')), bridge(openly(answered, alsoAnswered))],
    [],
    [
      flannel(
        'False',
        'NoFlannelProblem',
        'flanneld runs; 8.8.8.8 answers TCP; 1.1.1.1 answers TCP',
        ['flannel-daemon', 'pod-bridge'],
      ),
    ],
  ],
];

for (const [of, results, rootCauses, conditions] of cases)
  t.test(`gives ${conditions.length} conditions when ${of}`, async (t) => {
    t.strictSame(conditionsOf(results, rootCauses), conditions);
  });

t.test('each type is judged by its own checks, in a fixed order', async (t) => {
  const results = [...conditionTypes].reverse().map((type) => result(type, healthy(type), type));
  const conditions = conditionsOf(results, []);
  t.strictSame(
    conditions.map(({ reason }) => reason),
    conditionTypes.map((type) => `No${type}`),
  );
  t.strictSame(
    conditions.map(({ message }) => message),
    conditionTypes,
  );
});

const statuses: readonly (readonly [
  of: string,
  verdicts: readonly Verdict[],
  status: NodeStatus,
])[] = [
  ['there is nothing to judge', [absent], 'healthy'],
  ['all is well', [fine, absent], 'healthy'],
  ['every open question was answered', [fine, openly(answered)], 'healthy'],
  ['a question is open', [fine, openly(answered, unread)], 'unknown'],
  ['one is broken among open questions', [openly(unread), unhealthy(down), fine], 'unhealthy'],
  ['no check ran', [], 'healthy'],
];

for (const [of, verdicts, status] of statuses)
  t.test(`the node is ${status} when ${of}`, async (t) => {
    t.equal(statusOf(verdicts.map((verdict) => bridge(verdict))), status);
  });
