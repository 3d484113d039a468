import type { CheckResult, Condition, PlacedFinding, Report } from '../../src/domain/report.ts';
import { healthy, notApplicable, unhealthy, unknown } from '../../src/domain/verdict.ts';

const startedAt = new Date('2026-11-21T08:49:12.345Z');

const fine: readonly CheckResult[] = [
  {
    name: 'flannel-daemon',
    condition: 'FlannelProblem',
    verdict: healthy('flanneld runs as a systemd unit for 3 h'),
    durationMs: 12.4,
  },
  {
    name: 'pod-bridge',
    condition: 'FlannelProblem',
    verdict: healthy('docker0 has 10.100.54.1/24 and MTU 1450'),
    durationMs: 2.6,
  },
  {
    name: 'cluster-dns',
    condition: 'DNSProblem',
    verdict: notApplicable('NoClusterDns', 'nothing on this node says where the cluster DNS is'),
    durationMs: 0.2,
  },
];

const withResult = (...changed: readonly CheckResult[]): readonly CheckResult[] =>
  fine
    .map((result) => changed.find(({ name }) => name === result.name) ?? result)
    .concat(changed.filter(({ name }) => !fine.some((result) => result.name === name)));

const noProblem: Condition = {
  type: 'FlannelProblem',
  status: 'False',
  reason: 'NoFlannelProblem',
  message: 'flannel is well',
  decidedBy: ['flannel-subnet-file', 'pod-bridge'],
};

export const healthyReport: Report = {
  node: 'n1',
  startedAt,
  durationMs: 411.7,
  status: 'healthy',
  results: fine,
  rootCauses: [],
  conditions: [noProblem],
};

const bridge: PlacedFinding = {
  check: 'pod-bridge',
  reason: 'BridgeOutsideSubnet',
  subject: 'docker0',
  message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
  evidence: ['FLANNEL_SUBNET=10.100.54.1/24', 'dockerd runs without --bip'],
};

const routes: PlacedFinding = {
  check: 'flannel-routes',
  reason: 'RouteConflict',
  message: 'no packet for 10.100.3.0/24 leaves through flannel.1',
  evidence: [],
};

const paths: PlacedFinding = {
  check: 'peer-paths',
  reason: 'OverlayBlocked',
  subject: '10.0.0.7',
  message: '3 of 3 peers answer on the host network and not through flannel',
  evidence: [],
};

const { check: _bridge, ...bridgeFinding } = bridge;
const { check: _routes, ...routesFinding } = routes;
const { check: _paths, ...pathsFinding } = paths;

const bridgeResult: CheckResult = {
  name: 'pod-bridge',
  condition: 'FlannelProblem',
  verdict: unhealthy(bridgeFinding),
  durationMs: 3.1,
};

const routesResult: CheckResult = {
  name: 'flannel-routes',
  condition: 'FlannelProblem',
  verdict: unhealthy(routesFinding),
  durationMs: 4,
};

const pathsResult: CheckResult = {
  name: 'peer-paths',
  condition: 'PodNetworkProblem',
  verdict: unhealthy(pathsFinding, { ...pathsFinding, subject: '10.0.0.8' }),
  durationMs: 2_003,
};

const bridgeRemedy = 'ip link delete docker0; systemctl restart docker';
const problem: Condition = {
  type: 'FlannelProblem',
  status: 'True',
  reason: 'BridgeOutsideSubnet',
  message: bridge.message,
  decidedBy: ['pod-bridge'],
};

/** The bridge is wrong, and two other checks suffer from it. */
export const oneRootCause: Report = {
  ...healthyReport,
  status: 'unhealthy',
  results: withResult(bridgeResult, routesResult, pathsResult),
  rootCauses: [{ ...bridge, remedy: bridgeRemedy, consequences: [routes, paths, paths] }],
  conditions: [problem],
};

/** Two faults that have nothing to do with each other, and a question that stays open. */
export const twoRootCauses: Report = {
  ...oneRootCause,
  status: 'unhealthy',
  results: [
    ...withResult(bridgeResult, routesResult),
    {
      name: 'node-limits',
      condition: 'FlannelProblem',
      verdict: unknown('NotPermitted', 'may not read /proc/sys/net/netfilter'),
      durationMs: 1,
    },
  ],
  rootCauses: [
    { ...bridge, remedy: bridgeRemedy, consequences: [] },
    { ...routes, remedy: 'ip route del 10.100.3.0/24 dev eth0', consequences: [] },
  ],
};

/** Nothing is known to be wrong: one tool is missing, and what ping could not say, TCP did. */
export const openQuestionsOnly: Report = {
  ...healthyReport,
  status: 'unknown',
  results: [
    ...withResult(
      {
        name: 'flannel-daemon',
        condition: 'FlannelProblem',
        verdict: unknown('ToolMissing', 'ip is not on the PATH'),
        durationMs: 1,
      },
      {
        name: 'pod-bridge',
        condition: 'FlannelProblem',
        verdict: unknown('ToolMissing', 'ip is not on the PATH'),
        durationMs: 1,
      },
    ),
    {
      name: 'external-ping',
      condition: 'ExternalNetworkProblem',
      verdict: {
        status: 'unknown',
        findings: [
          {
            reason: 'PingNotPermitted',
            message: 'ping lacks CAP_NET_RAW',
            subject: '8.8.8.8',
            answeredBy: '8.8.8.8 answers TCP',
          },
        ],
      },
      durationMs: 9,
    },
  ],
  conditions: [
    {
      type: 'FlannelProblem',
      status: 'Unknown',
      reason: 'ToolMissing',
      message: 'ip is not on the PATH',
      decidedBy: ['flannel-interface'],
    },
  ],
};

const garbage: PlacedFinding = {
  check: 'flannel-subnet-file',
  reason: 'SubnetFileInvalid',
  subject: '/run/flannel/subnet.env; reboot',
  message: 'line 1 is "\u001b[2J\u001b]0;owned\u0007\u202e<&>\r\nñ\u009b31m", not NAME=VALUE',
  evidence: ['\u0000\u0001\u2028\ud800', 'tab\there'],
};

const { check: _garbage, ...garbageFinding } = garbage;

/** A file full of terminal commands is quoted. */
export const garbageReport: Report = {
  ...healthyReport,
  node: 'n\u001b[31m1',
  status: 'unhealthy',
  results: withResult({
    name: 'flannel-subnet-file',
    condition: 'FlannelProblem',
    verdict: unhealthy(garbageFinding),
    durationMs: 1,
  }),
  rootCauses: [{ ...garbage, remedy: 'Remove \u001b[8mit\u001b[0m.', consequences: [] }],
  conditions: [{ ...problem, reason: 'SubnetFileInvalid', message: garbage.message }],
};

export const sampleReports: Readonly<Record<string, Report>> = {
  healthyReport,
  oneRootCause,
  twoRootCauses,
  openQuestionsOnly,
  garbageReport,
};
