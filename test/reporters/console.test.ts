import { stripVTControlCharacters } from 'node:util';
import t from 'tap';
import { reasonPages } from '../../src/domain/reason-pages.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import { renderReport } from '../../src/reporters/console.ts';
import {
  garbageReport,
  healthyReport,
  oneRootCause,
  openQuestionsOnly,
  sampleReports,
  twoRootCauses,
} from '../support/sample-report.ts';

const pages = reasonPages([], sharedReasons);
const host = { distro: 'Debian GNU/Linux', release: '12', kernel: '6.1.0-13-amd64' };

t.test('a healthy report is its outcome, its checks and the round', async (t) => {
  t.equal(
    renderReport(healthyReport, { color: false, pages, host }),
    `n1: healthy: 2 checks ok, 1 not applicable

ok flannel-daemon  12ms  flanneld runs as a systemd unit for 3 h
ok pod-bridge      3ms   docker0 has 10.100.54.1/24 and MTU 1450
-  cluster-dns     0ms   NoClusterDns: nothing on this node says where the cluster DNS is

n1: 3 checks in 412ms at 2026-11-21T08:49:12Z, Debian GNU/Linux 12, kernel 6.1.0-13-amd64
`,
  );
});

t.test('on a terminal the root cause and its fix come first, and lines fit', async (t) => {
  const text = renderReport(oneRootCause, { color: false, width: 60, pages });
  t.equal(
    text,
    `n1: unhealthy: BridgeOutsideSubnet docker0 has
172.17.0.1/16, flannel gave th...

FAIL BridgeOutsideSubnet (pod-bridge)
  docker0 has 172.17.0.1/16, flannel gave this node
  10.100.54.1/24
  evidence  FLANNEL_SUBNET=10.100.54.1/24
            dockerd runs without --bip
  leads to  RouteConflict (flannel-routes), OverlayBlocked
            (peer-paths)
  fix       ip link delete docker0; systemctl restart docker
  more      node-check explain BridgeOutsideSubnet

ok   flannel-daemon  12ms  flanneld runs as a systemd uni...
FAIL pod-bridge      3ms   BridgeOutsideSubnet: docker0 h...
-    cluster-dns     0ms   NoClusterDns: nothing on this ...
FAIL flannel-routes  4ms   RouteConflict: no packet for 1...
FAIL peer-paths      2s    OverlayBlocked: 3 of 3 peers a...

n1: 5 checks in 412ms at 2026-11-21T08:49:12Z
`,
  );
});

t.test('root causes come before open questions', async (t) => {
  const text = renderReport(twoRootCauses, { color: false, pages });
  t.strictSame(text.match(/^\S+ [A-Z]\w+ \(.*/gm), [
    'FAIL BridgeOutsideSubnet (pod-bridge)',
    'FAIL RouteConflict (flannel-routes)',
    '? NotPermitted (node-limits)',
  ]);
});

t.test('an open question says what to do about it, as its page does', async (t) => {
  const options = { color: false, pages };
  t.match(
    renderReport(openQuestionsOnly, options),
    `\n  fix       ${sharedReasons.ToolMissing.remedy}\n`,
  );
  t.notMatch(renderReport(openQuestionsOnly, { ...options, pages: [] }), /^ {2}fix/m);
});

t.test('what is not known of the host is left out', async (t) => {
  const text = renderReport(healthyReport, { color: false, pages, host: { ...host, distro: '' } });
  t.match(text, 'Z, 12, kernel 6.1.0-13-amd64\n');
});

t.test('in color the text is the same but for the marks', async (t) => {
  const asText = (color: boolean) =>
    stripVTControlCharacters(renderReport(openQuestionsOnly, { color, width: 100, pages }));
  t.equal(asText(true).replaceAll('–', '-'), asText(false));
  t.match(renderReport(oneRootCause, { color: true, pages }), '\u001b[1m\u001b[31mn1: unhealthy');
});

t.test('nothing that a report quotes reaches the terminal as a command', async (t) => {
  const text = renderReport(garbageReport, { color: false, pages });
  t.notMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u);
});

t.test('a terminal of 80 columns is never overrun', async (t) => {
  for (const report of Object.values(sampleReports))
    for (const line of renderReport(report, { color: false, width: 80, pages, host }).split('\n'))
      t.ok(line.length <= 80, line);
});
