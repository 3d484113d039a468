import t from 'tap';
import { nodeDns } from '../../src/checks/node-dns.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import type { DnsAnswer, FileAnswer } from '../../src/domain/probes.ts';
import { nodeSettings } from '../support/facts.ts';
import { fakeFiles, fakeProbes } from '../support/fake-probes.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();
const path = '/etc/resolv.conf';
const stub = 'nameserver 127.0.0.53\noptions edns0\n';
const upstream = '/run/systemd/resolve/resolv.conf';
const resolved: DnsAnswer = { kind: 'resolved', addresses: ['142.250.0.1'] };
const nxdomain: DnsAnswer = { kind: 'negative', code: 'NXDOMAIN' };
const servfail: DnsAnswer = { kind: 'negative', code: 'SERVFAIL' };
const silent: DnsAnswer = { kind: 'silent', detail: 'ETIMEOUT' };
const expected = { external: 'expected' } as const;

interface Case {
  readonly title: string;
  readonly files?: Readonly<Record<string, string | FileAnswer>>;
  readonly node?: Partial<NodeSettings>;
  readonly own?: { readonly names?: readonly string[]; readonly nameservers?: readonly string[] };
  /** By server, or by server and name; any other server is silent. */
  readonly answers: Readonly<Record<string, DnsAnswer>>;
  readonly verdict: string;
  readonly message?: string | RegExp;
}

const two = { [path]: 'search x.example\nnameserver 10.0.0.2\nnameserver 10.0.0.3\n' };
const one = { [path]: 'nameserver 10.0.0.2\n' };

const cases: readonly Case[] = [
  {
    title: 'both nameservers resolve',
    answers: { '10.0.0.2': resolved, '10.0.0.3': resolved },
    verdict: 'healthy',
    message: '10.0.0.2: google.com: 142.250.0.1; 10.0.0.3: google.com: 142.250.0.1',
  },
  {
    title: 'one of two is dead',
    answers: { '10.0.0.3': resolved },
    node: expected,
    verdict: 'healthy',
    message: '10.0.0.3: google.com: 142.250.0.1 (no answer from 10.0.0.2)',
  },
  {
    title: 'all are dead',
    answers: {},
    verdict: 'unhealthy NameserversUnreachable',
    message: 'no nameserver answers (10.0.0.2, 10.0.0.3)',
  },
  {
    title: 'the name is known to none of them, and the node has to reach the outside',
    answers: { '10.0.0.2': nxdomain, '10.0.0.3': servfail },
    node: expected,
    verdict: 'unhealthy NameNotResolved',
    message: 'no nameserver resolves google.com (NXDOMAIN, SERVFAIL)',
  },
  {
    title: 'an air-gapped nameserver knows no name outside',
    files: one,
    answers: { '10.0.0.2': nxdomain },
    verdict: 'healthy',
    message: '10.0.0.2: google.com: NXDOMAIN',
  },
  {
    title: 'behind a proxy no name outside is needed',
    files: one,
    answers: { '10.0.0.2': servfail },
    node: { ...expected, proxied: true },
    verdict: 'healthy',
  },
  {
    title: 'one of the names that were asked for is unknown',
    files: one,
    own: { names: ['registry.example', 'old.example'] },
    answers: { '10.0.0.2 registry.example': resolved, '10.0.0.2 old.example': nxdomain },
    verdict: 'unhealthy NameNotResolved',
    message: 'no nameserver resolves old.example (NXDOMAIN)',
  },
  {
    title: 'the only name that was asked for resolves',
    files: one,
    own: { names: ['registry.example'] },
    answers: { '10.0.0.2 registry.example': resolved },
    verdict: 'healthy',
    message: '10.0.0.2: registry.example: 142.250.0.1',
  },
  {
    title: 'the second nameserver knows what the first does not',
    own: { names: ['registry.example'] },
    answers: { '10.0.0.2': nxdomain, '10.0.0.3': resolved },
    verdict: 'healthy',
  },
  {
    title: 'no nameserver is named, and none runs here',
    files: { [path]: '# nothing\n' },
    answers: {},
    verdict: 'unhealthy NoNameserver',
    message: '/etc/resolv.conf names no nameserver, and none answers on this node',
  },
  {
    title: 'there is no resolv.conf',
    files: {},
    answers: {},
    verdict: 'unhealthy NoNameserver',
  },
  {
    title: 'no nameserver is named, and one runs here',
    files: {},
    answers: { '127.0.0.1': resolved },
    verdict: 'healthy',
  },
  {
    title: 'resolv.conf may not be read',
    files: { [path]: { kind: 'notPermitted', path } },
    answers: {},
    verdict: 'unknown NotPermitted',
    message: `may not read ${path}`,
  },
  {
    title: 'systemd-resolved answers for its nameservers',
    files: { [path]: stub, [upstream]: 'nameserver 10.0.0.2\n' },
    answers: { '127.0.0.53': resolved },
    verdict: 'healthy',
    message: '127.0.0.53: google.com: 142.250.0.1',
  },
  {
    title: 'systemd-resolved answers in place of nameservers that are silent',
    files: { [path]: stub, [upstream]: 'nameserver 10.0.0.2\n' },
    answers: { '127.0.0.53': servfail },
    verdict: 'unhealthy NameserversUnreachable',
    message: 'no nameserver answers (10.0.0.2)',
  },
  {
    title: 'systemd-resolved resolves one name, and not the other',
    files: { [path]: stub, [upstream]: 'nameserver 10.0.0.2\n' },
    own: { names: ['registry.example', 'old.example'] },
    answers: { '127.0.0.53 registry.example': resolved, '127.0.0.53 old.example': nxdomain },
    verdict: 'unhealthy NameNotResolved',
    message: 'no nameserver resolves old.example (NXDOMAIN)',
  },
  {
    title: 'systemd-resolved has nobody to ask',
    files: { [path]: stub, [upstream]: '' },
    answers: { '127.0.0.53': servfail },
    verdict: 'unhealthy NoNameserver',
    message: '127.0.0.53 has no nameserver to ask',
  },
  {
    title: 'the nameserver that was meant is missing',
    files: one,
    own: { nameservers: ['10.0.0.2', '10.0.0.53'] },
    answers: { '10.0.0.2': resolved },
    verdict: 'unhealthy NameserverNotExpected',
    message: 'resolv.conf names 10.0.0.2, this node is meant to ask 10.0.0.53',
  },
  {
    title: 'nobody is named where a nameserver was meant',
    files: {},
    own: { nameservers: ['10.0.0.53'] },
    answers: { '127.0.0.1': resolved },
    verdict: 'unhealthy NameserverNotExpected',
    message: 'resolv.conf names nobody, this node is meant to ask 10.0.0.53',
  },
  {
    title: 'the nameserver that was meant is written in another way',
    files: { [path]: 'nameserver 2001:db8:0:0::53\n' },
    own: { nameservers: ['2001:db8::53'] },
    answers: { '2001:db8:0:0::53': resolved },
    verdict: 'healthy',
  },
  {
    title: 'the nameserver that was meant stands behind systemd-resolved',
    files: { [path]: stub, [upstream]: 'nameserver 10.0.0.53\n' },
    own: { nameservers: ['10.0.0.53', 'no address'] },
    answers: { '127.0.0.53': resolved },
    verdict: 'unhealthy NameserverNotExpected',
    message: /meant to ask no address$/,
  },
  {
    title: 'whom a local resolver asks cannot be seen',
    files: { [path]: 'nameserver 127.0.0.1\n' },
    own: { nameservers: ['10.0.0.53'] },
    answers: { '127.0.0.1': resolved },
    verdict: 'healthy',
  },
];

for (const { title, files = two, node, own = {}, answers, ...row } of cases) {
  t.test(`${row.verdict} when ${title}`, async (t) => {
    const probes = fakeProbes({
      file: fakeFiles(files),
      resolve: async (server, name) => answers[`${server} ${name}`] ?? answers[server] ?? silent,
    });
    const verdict = await nodeDns.configure(nodeSettings(node), { ...own }).run(probes, signal);
    t.equal(verdictLine(verdict), row.verdict);
    const message = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (row.message !== undefined) t.match(message, row.message);
  });
}

t.test('the evidence holds what each nameserver said', async (t) => {
  const probes = fakeProbes({ file: fakeFiles(two), resolve: async () => silent });
  const verdict = await nodeDns.configure(nodeSettings(), {}).run(probes, signal);
  t.match(verdict, {
    findings: [
      {
        subject: '10.0.0.2',
        evidence: ['10.0.0.2: google.com: ETIMEOUT', '10.0.0.3: google.com: ETIMEOUT'],
      },
    ],
  });
});
