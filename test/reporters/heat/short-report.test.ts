import t from 'tap';
import { shortReport } from '../../../src/reporters/heat/short-report.ts';
import {
  garbageReport,
  healthyReport,
  oneRootCause,
  openQuestionsOnly,
} from '../../support/sample-report.ts';

t.test('it says what is wrong, and what mends it', async (t) => {
  t.strictSame(shortReport(oneRootCause), {
    node: 'n1',
    at: '2026-11-21T08:49:12.345Z',
    status: 'unhealthy',
    rootCauses: [
      {
        check: 'pod-bridge',
        reason: 'BridgeOutsideSubnet',
        subject: 'docker0',
        message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
        remedy: 'ip link delete docker0; systemctl restart docker',
        consequences: ['RouteConflict', 'OverlayBlocked'],
      },
    ],
    open: [],
  });
  t.match(shortReport(healthyReport), { status: 'healthy', rootCauses: [], open: [] });
});

t.test('it says what could not be told', async (t) => {
  t.match(shortReport(openQuestionsOnly).open, [
    { check: 'flannel-daemon', reason: 'ToolMissing', subject: undefined },
    { check: 'pod-bridge', reason: 'ToolMissing' },
  ]);
});

t.test('nothing of it is a command to a terminal, or a secret', async (t) => {
  const shown = JSON.stringify(shortReport(garbageReport));
  t.notMatch(shown, /\\u001b|\\u202e|\\ud800/);
  const [root] = oneRootCause.rootCauses;
  const secret = root && { ...root, message: 'password=planted', remedy: 'X-Auth-Token: planted' };
  const report = { ...oneRootCause, rootCauses: secret ? [secret] : [] };
  t.match(JSON.stringify(shortReport(report)), /password=\*\*\*/);
  t.notMatch(JSON.stringify(shortReport(report)), /planted/);
});

t.test('it stays below 16 KiB, and keeps what comes first', async (t) => {
  const [root] = oneRootCause.rootCauses;
  const [open] = openQuestionsOnly.results;
  const many = [...Array(500).keys()].map((index) => ({ message: `${index} ${'é'.repeat(900)}` }));
  const report = {
    ...oneRootCause,
    rootCauses: many.flatMap((each) => (root ? [{ ...root, ...each }] : [])),
    results: many.flatMap(({ message }) =>
      open
        ? [
            {
              ...open,
              verdict: { status: 'unknown', findings: [{ reason: 'X', message }] },
            } as const,
          ]
        : [],
    ),
  };
  const short = shortReport(report);
  const size = Buffer.byteLength(JSON.stringify(short));
  t.ok(size <= 16 * 1024 && size > 14 * 1024, `${size} bytes`);
  t.match(short.rootCauses[0], { message: /^0 é{398}$/ });
  t.strictSame(short.open, [], 'which leaves no room for what is less important');
});
