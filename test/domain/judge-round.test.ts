import t from 'tap';
import { judgeRound } from '../../src/domain/judge-round.ts';
import type { CheckResult, Round } from '../../src/domain/report.ts';
import { healthy, unhealthy } from '../../src/domain/verdict.ts';
import { sampleDoc } from '../support/sample-pages.ts';

const round = (...results: readonly CheckResult[]): Round => ({
  node: 'n1',
  startedAt: new Date('2026-11-21T08:49:12.345Z'),
  durationMs: 41,
  results,
});

const bridge: CheckResult = {
  name: 'pod-bridge',
  condition: 'FlannelProblem',
  verdict: unhealthy({ reason: 'BridgeDown', message: 'cni0 is down' }),
  durationMs: 1,
};
const paths: CheckResult = {
  name: 'peer-paths',
  condition: 'PodNetworkProblem',
  verdict: unhealthy({ reason: 'OverlayBlocked', message: 'no peer answers' }),
  durationMs: 2,
};
const docs = new Map([['BridgeDown', { ...sampleDoc, causes: ['OverlayBlocked'] }]]);

t.test('a round in which all is well is a healthy report', async (t) => {
  const given = round({ ...bridge, verdict: healthy('cni0 is well') });
  t.match(judgeRound(given, docs), {
    ...given,
    status: 'healthy',
    rootCauses: [],
    conditions: [{ type: 'FlannelProblem', status: 'False', reason: 'NoFlannelProblem' }],
  });
});

t.test('a report tells the root cause from its consequences, in each condition too', async (t) => {
  const given = round(bridge, paths);
  t.match(judgeRound(given, docs), {
    ...given,
    status: 'unhealthy',
    rootCauses: [{ reason: 'BridgeDown', consequences: [{ reason: 'OverlayBlocked' }] }],
    conditions: [
      { type: 'FlannelProblem', status: 'True', reason: 'BridgeDown', message: 'cni0 is down' },
      {
        type: 'PodNetworkProblem',
        status: 'True',
        reason: 'OverlayBlocked',
        message: 'no peer answers (caused by BridgeDown: cni0 is down)',
      },
    ],
  });
});
