import t from 'tap';
import { resultTable } from '../../src/reporters/result-table.ts';
import { healthyReport, oneRootCause, openQuestionsOnly } from '../support/sample-report.ts';

t.test('without a width each check has one line with its whole message', async (t) => {
  t.strictSame(resultTable(oneRootCause.results, { color: false }), [
    'ok   flannel-daemon  12ms  flanneld runs as a systemd unit for 3 h',
    'FAIL pod-bridge      3ms   BridgeOutsideSubnet: docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
    '-    cluster-dns     0ms   NoClusterDns: nothing on this node says where the cluster DNS is',
    'FAIL flannel-routes  4ms   RouteConflict: no packet for 10.100.3.0/24 leaves through flannel.1',
    'FAIL peer-paths      2s    OverlayBlocked: 3 of 3 peers answer on the host network and not through flannel (and 1 more)',
  ]);
});

t.test('on a terminal each check has one line that fits', async (t) => {
  const lines = resultTable(oneRootCause.results, { color: false, width: 60 });
  t.equal(lines.length, oneRootCause.results.length);
  t.equal(lines[1], 'FAIL pod-bridge      3ms   BridgeOutsideSubnet: docker0 h...');
});

t.test('on a narrow terminal the message goes below', async (t) => {
  t.strictSame(resultTable(healthyReport.results.slice(1), { color: false, width: 30 }), [
    'ok pod-bridge   3ms',
    '  docker0 has 10.100.54.1/2...',
    '-  cluster-dns  0ms',
    '  NoClusterDns: nothing on ...',
  ]);
});

t.test('a question that was answered otherwise says so', async (t) => {
  t.match(resultTable(openQuestionsOnly.results, { color: false }), [
    /ToolMissing: ip is not on the PATH$/,
    /ToolMissing/,
    /NoClusterDns/,
    /^\? external-ping.* ping lacks CAP_NET_RAW \(but 8\.8\.8\.8 answers TCP\)$/,
  ]);
});

t.test('no checks make no rows', async (t) => {
  t.strictSame(resultTable([], { color: true, width: 80 }), []);
});
