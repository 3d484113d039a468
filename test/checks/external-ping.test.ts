import t from 'tap';
import { externalPing } from '../../src/checks/external-ping.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { Link, PingAnswer, Route, TcpAnswer } from '../../src/domain/probes.ts';
import { bridge, link, nodeSettings, route, uplink } from '../support/facts.ts';
import { loopback, vxlanNode } from '../support/fake-node.ts';
import { fakeProbes } from '../support/fake-probes.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();
const reply: PingAnswer = { kind: 'reply', rttMs: 8 };
const filtered: PingAnswer = { kind: 'silent', detail: '100% packet loss' };
const forbidden: PingAnswer = { kind: 'notPermitted', detail: 'Operation not permitted' };
const missing: PingAnswer = { kind: 'notInstalled', detail: 'ping is not installed' };
const open: TcpAnswer = { kind: 'open' };
const refused: TcpAnswer = { kind: 'refused' };
const silent: TcpAnswer = { kind: 'silent', detail: 'ETIMEDOUT' };
const expected = { external: 'expected' } as const;

interface Case {
  readonly title: string;
  readonly node?: Partial<NodeSettings>;
  readonly targets?: readonly string[];
  /** By target; any other replies. */
  readonly ping?: Readonly<Record<string, PingAnswer | ProbeError>>;
  /** By target, or by target and port; any other is silent. */
  readonly tcp?: Readonly<Record<string, TcpAnswer>>;
  readonly links?: readonly Link[];
  readonly routes?: readonly Route[];
  readonly verdict: string;
  readonly message?: string | RegExp;
}

const nothing = { '8.8.8.8': filtered, '1.1.1.1': filtered };

const cases: readonly Case[] = [
  {
    title: 'the first well-known target answers',
    verdict: 'healthy',
    message: '8.8.8.8 answers in 8 ms',
  },
  {
    title: 'ICMP is filtered, and TCP is open',
    ping: nothing,
    tcp: { '8.8.8.8 53': open },
    node: expected,
    verdict: 'healthy',
    message: '8.8.8.8 answers TCP (ICMP is filtered)',
  },
  {
    title: 'a refusal proves the path as well',
    ping: nothing,
    tcp: { '1.1.1.1 443': refused },
    node: expected,
    verdict: 'healthy',
    message: /1\.1\.1\.1 answers TCP/,
  },
  {
    title: 'the first operator has an outage',
    ping: { '8.8.8.8': filtered },
    node: expected,
    verdict: 'healthy',
    message: '1.1.1.1 answers in 8 ms',
  },
  {
    title: 'nothing comes back, and this node has to reach the outside',
    ping: nothing,
    node: expected,
    verdict: 'unhealthy ExternalPingFailed ExternalPingFailed',
    message: '8.8.8.8 answers neither ICMP nor TCP on ports 443, 53, 80',
  },
  {
    title: 'nothing comes back, and nobody asked for it (an air-gapped node)',
    ping: nothing,
    verdict: 'notApplicable NoExternalAccess',
    message: /^8\.8\.8\.8 and 1\.1\.1\.1 stay silent/,
  },
  {
    title: 'there is no ping on an air-gapped node',
    ping: { '8.8.8.8': missing, '1.1.1.1': missing },
    verdict: 'notApplicable NoExternalAccess',
  },
  {
    title: 'ping is not permitted, and nothing else answers',
    ping: { '8.8.8.8': forbidden, '1.1.1.1': forbidden },
    node: expected,
    verdict: 'unknown PingNotPermitted PingNotPermitted',
    message: 'cannot ping 8.8.8.8: Operation not permitted',
  },
  {
    title: 'ping is missing, and nothing else answers',
    ping: { '8.8.8.8': missing, '1.1.1.1': missing },
    node: expected,
    verdict: 'unknown PingNotInstalled PingNotInstalled',
  },
  {
    title: 'ping cannot be made sense of',
    targets: ['10.0.0.9'],
    ping: { '10.0.0.9': new ProbeError('ToolFailed', 'ping prints garbage') },
    verdict: 'unknown ToolFailed',
    message: 'cannot ping 10.0.0.9: ping prints garbage',
  },
  {
    title: 'ping is missing for one target, and another one is out of reach',
    targets: ['10.0.0.9', '10.0.0.10'],
    ping: { '10.0.0.9': missing, '10.0.0.10': filtered },
    verdict: 'unhealthy ExternalPingFailed',
  },
  {
    title: 'a target that was asked for stays silent, behind a proxy',
    targets: ['10.0.0.9'],
    ping: { '10.0.0.9': filtered },
    node: { external: 'none', proxied: true },
    verdict: 'unhealthy ExternalPingFailed',
  },
  {
    title: 'each target that was asked for has to answer',
    targets: ['10.0.0.9', '10.0.0.10'],
    ping: { '10.0.0.10': filtered },
    verdict: 'unhealthy ExternalPingFailed',
    message: /^10\.0\.0\.10 answers neither/,
  },
  {
    title: 'a target is asked for where the outside is not',
    targets: ['10.0.0.9'],
    node: { external: 'none' },
    verdict: 'healthy',
  },
  {
    title: 'the configuration says that nothing outside is needed',
    node: { external: 'none' },
    verdict: 'notApplicable NoExternalAccess',
    message: /says its configuration/,
  },
  {
    title: 'the node goes out through a proxy',
    node: { ...expected, proxied: true },
    verdict: 'notApplicable NoExternalAccess',
    message: /through a proxy/,
  },
  {
    title: 'the node has IPv6 only',
    links: [loopback(), uplink({ addresses: ['2001:db8::5/64'] })],
    routes: [route('::/0', 'eth0', { family: 6, gateway: 'fe80::1' })],
    verdict: 'healthy',
    message: /^2001:4860:4860::8888 answers/,
  },
  {
    title: 'the node has IPv6 only, and the docker0 of an idle docker',
    links: [
      bridge('docker0', { addresses: ['172.17.0.1/16'] }),
      uplink({ addresses: ['2001:db8::5/64'] }),
    ],
    routes: [route('172.17.0.0/16', 'docker0'), route('::/0', 'eth0', { gateway: 'fe80::1' })],
    verdict: 'healthy',
    message: /^2001:4860:4860::8888 answers/,
  },
  {
    title: 'the node has an IPv6 address and no default route',
    links: [uplink({ addresses: ['2001:db8::5/64'] })],
    routes: [],
    verdict: 'healthy',
    message: /^2001:4860:4860::8888 answers/,
  },
  {
    title: 'the node has no address at all',
    links: [link('eth0')],
    routes: [],
    verdict: 'healthy',
    message: /^8\.8\.8\.8 answers/,
  },
];

const probesFor = ({ ping = {}, tcp = {}, links, routes }: Case) =>
  fakeProbes({
    links: async () => links ?? vxlanNode.links,
    routes: async () => routes ?? vxlanNode.routes,
    async ping(target) {
      const answer = ping[target] ?? reply;
      if (answer instanceof ProbeError) throw answer;
      return answer;
    },
    tcp: async (host, port) => tcp[`${host} ${port}`] ?? silent,
  });

for (const row of cases) {
  t.test(`${row.verdict} when ${row.title}`, async (t) => {
    const check = externalPing.configure(nodeSettings(row.node), { targets: row.targets ?? [] });
    const verdict = await check.run(probesFor(row), signal);
    t.equal(verdictLine(verdict), row.verdict);
    const message = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (row.message !== undefined) t.match(message, row.message);
  });
}

const unable: readonly (readonly [PingAnswer | ProbeError, reason: string])[] = [
  [forbidden, 'PingNotPermitted'],
  [missing, 'PingNotInstalled'],
  [new ProbeError('ToolFailed', 'ping did not end'), 'ToolFailed'],
];

t.test('a ping that cannot be sent is answered by TCP', async (t) => {
  for (const [ping, reason] of unable) {
    const row = {
      title: '',
      verdict: '',
      ping: { '8.8.8.8': ping },
      tcp: { '8.8.8.8 443': open },
    };
    const verdict = await externalPing
      .configure(nodeSettings(), { targets: ['8.8.8.8'] })
      .run(probesFor(row), signal);
    t.match(verdict, {
      status: 'unknown',
      findings: [{ reason, answeredBy: '8.8.8.8 answers TCP' }],
    });
  }
});

t.test('TCP is asked only where ICMP stays silent', async (t) => {
  const { tcp } = fakeProbes();
  const probes = { ...probesFor({ title: '', verdict: '' }), tcp };
  const verdict = await externalPing.configure(nodeSettings(), {}).run(probes, signal);
  t.equal(verdictLine(verdict), 'healthy');
});

t.test('a node that need not reach the outside sends nothing', async (t) => {
  const check = externalPing.configure(nodeSettings({ external: 'none' }), {});
  t.match(await check.run(fakeProbes(), signal), { status: 'notApplicable' });
});

t.test('the evidence holds what each way out said', async (t) => {
  const row = { title: '', verdict: '', ping: { '10.0.0.9': filtered } };
  const verdict = await externalPing
    .configure(nodeSettings(), { targets: ['10.0.0.9'] })
    .run(probesFor(row), signal);
  t.match(verdict, {
    findings: [
      {
        subject: '10.0.0.9',
        evidence: [
          'ping 10.0.0.9: 100% packet loss',
          'TCP 10.0.0.9 port 443: ETIMEDOUT',
          'TCP 10.0.0.9 port 53: ETIMEDOUT',
          'TCP 10.0.0.9 port 80: ETIMEDOUT',
        ],
      },
    ],
  });
});
