import t from 'tap';
import { kubeProxyRules } from '../../../src/checks/facts/kube-proxy-rules.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { Probes } from '../../../src/domain/probes.ts';
import { link } from '../../support/facts.ts';
import { fakeProbes } from '../../support/fake-probes.ts';
import { emptyTables, fakeRules, type RuleSets } from '../../support/fake-rules.ts';
import { fixture } from '../../support/fixture.ts';

const recorded = fixture('iptables-save.kube-proxy-1.36-nat.txt').split('\n');

/** The nat tables of both families, the one of `family` with these lines. */
const natOf = (family: 4 | 6, lines: readonly string[]): RuleSets => ({
  ...emptyTables,
  [`${family} nat`]: [...(emptyTables[`${family} nat`] ?? []), ...lines],
});

const userspace = [
  '-A PREROUTING -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -m addrtype --dst-type LOCAL -j KUBE-PORTALS-CONTAINER',
  '-A KUBE-PORTALS-CONTAINER -d 10.254.0.1/32 -p tcp -m tcp --dport 443 -j REDIRECT --to-ports 41327',
];

const jump = ['type nat hook prerouting priority dstnat; policy accept;', 'jump services'];

const ipvs =
  (addresses: readonly string[]): Probes['links'] =>
  async () => [link('kube-ipvs0', { up: false, kind: 'dummy', addresses })];

/** Every kind of rules is missing. */
const nothing: Partial<Probes> = {
  rules: fakeRules(emptyTables),
  nftChain: async () => undefined,
  links: async () => [link('eth0')],
};

const iptables = (family: 4 | 6, lines: readonly string[]): Partial<Probes> => ({
  rules: fakeRules(natOf(family, lines)),
});

const nftables = (wanted: 'ip' | 'ip6', lines: readonly string[]): Partial<Probes> => ({
  nftChain: async ({ family, table, chain }) =>
    `${family} ${table} ${chain}` === `${wanted} kube-proxy nat-prerouting` ? lines : undefined,
});

const cases: readonly {
  readonly title: string;
  readonly mode: string;
  readonly family?: 4 | 6;
  readonly probes: Partial<Probes>;
  /** What is missing, or nothing. */
  readonly missing?: string;
}[] = [
  { title: 'iptables', mode: 'iptables', probes: iptables(4, recorded) },
  { title: 'iptables, for IPv6 alone', mode: 'iptables', family: 6, probes: iptables(6, recorded) },
  {
    title: 'iptables, flushed',
    mode: 'iptables',
    probes: iptables(4, []),
    missing: 'no rule in chain KUBE-SERVICES of table nat',
  },
  {
    title: 'iptables, with an empty chain',
    mode: 'iptables',
    probes: iptables(4, [
      '-N KUBE-SERVICES',
      ...recorded.filter((line) => /PREROUTING/.test(line)),
    ]),
    missing: 'no rule in chain KUBE-SERVICES of table nat',
  },
  {
    title: 'iptables, without the jump to its chain',
    mode: 'iptables',
    probes: iptables(
      4,
      recorded.filter((line) => !line.includes('-A PREROUTING')),
    ),
    missing: 'PREROUTING of table nat does not jump to KUBE-SERVICES',
  },
  {
    title: 'iptables, on a node that uses the other family',
    mode: 'iptables',
    family: 6,
    probes: iptables(4, recorded),
    missing: 'no rule in chain KUBE-SERVICES of table nat',
  },
  { title: 'userspace', mode: 'userspace', probes: iptables(4, userspace) },
  {
    title: 'userspace, flushed',
    mode: 'userspace',
    probes: iptables(4, []),
    missing: 'no rule in chain KUBE-PORTALS-CONTAINER of table nat',
  },
  { title: 'nftables', mode: 'nftables', probes: nftables('ip', jump) },
  { title: 'nftables, for IPv6 alone', mode: 'nftables', family: 6, probes: nftables('ip6', jump) },
  {
    title: 'nftables, with its table gone',
    mode: 'nftables',
    probes: nothing,
    missing: 'chain nat-prerouting of table ip kube-proxy does not jump to services',
  },
  {
    title: 'nftables, with an empty chain',
    mode: 'nftables',
    probes: nftables('ip', jump.slice(0, 1)),
    missing: 'chain nat-prerouting of table ip kube-proxy does not jump to services',
  },
  {
    title: 'ipvs, whose device is down when all is well',
    mode: 'ipvs',
    probes: { links: ipvs(['10.96.0.1/32']) },
  },
  {
    title: 'ipvs, without its device',
    mode: 'ipvs',
    probes: nothing,
    missing: 'device kube-ipvs0 with the addresses of the Services',
  },
  {
    title: 'ipvs, without addresses',
    mode: 'ipvs',
    probes: { links: ipvs([]) },
    missing: 'device kube-ipvs0 with the addresses of the Services',
  },
  {
    title: 'of no known mode, with iptables',
    mode: '',
    probes: { ...nothing, ...iptables(4, recorded) },
  },
  {
    title: 'of no known mode, in userspace',
    mode: '',
    probes: { ...nothing, ...iptables(4, userspace) },
  },
  {
    title: 'of no known mode, with nftables',
    mode: '',
    probes: { ...nothing, ...nftables('ip', jump) },
  },
  {
    title: 'of no known mode, with ipvs',
    mode: '',
    probes: { ...nothing, links: ipvs(['10.96.0.1/32']) },
  },
  {
    title: 'of no known mode, without anything',
    mode: '',
    probes: nothing,
    missing: 'neither in iptables, nor in nftables, nor as kube-ipvs0',
  },
];

t.test("kube-proxy's own rules are looked for by name", async (t) => {
  for (const { title, mode, family = 4, probes, missing } of cases) {
    const answer = await kubeProxyRules(fakeProbes(probes), { mode, family });
    t.equal(answer.present, missing === undefined, title);
    if (missing !== undefined) t.equal(answer.seen, missing, title);
  }
});

t.test("a chain of one backend and a jump in the other are nobody's rules", async (t) => {
  const rules: Probes['rules'] = async (query) => [
    ...(await fakeRules(
      natOf(
        4,
        recorded.filter((line) => /-A KUBE/.test(line)),
      ),
      'legacy',
    )(query)),
    ...(await fakeRules(
      natOf(
        4,
        recorded.filter((line) => /PREROUTING/.test(line)),
      ),
      'nft',
    )(query)),
  ];
  const answer = await kubeProxyRules(fakeProbes({ rules }), { mode: 'iptables', family: 4 });
  t.equal(answer.present, false);
});

t.test('the rules of one backend are enough', async (t) => {
  const rules: Probes['rules'] = async (query) => [
    ...(await fakeRules(natOf(4, recorded), 'nft')(query)),
    ...(await fakeRules(emptyTables, 'legacy')(query)),
  ];
  const answer = await kubeProxyRules(fakeProbes({ rules }), { mode: 'iptables', family: 4 });
  t.equal(answer.present, true);
});

const noNft = new ProbeError('ToolMissing', 'nft is not installed');
const noTool = async (): Promise<never> => {
  throw noNft;
};

t.test('rules that could not be read are not missing', async (t) => {
  const probes = fakeProbes({ ...nothing, nftChain: noTool });
  const asked = { family: 4 } as const;
  await t.rejects(kubeProxyRules(probes, { mode: 'nftables', ...asked }), noNft);
  await t.rejects(kubeProxyRules(probes, { mode: '', ...asked }), noNft);
});

t.test('a tool that is missing does not matter where another kind of rules is found', async (t) => {
  const probes = fakeProbes({ ...nothing, ...iptables(4, recorded), nftChain: noTool });
  t.match(await kubeProxyRules(probes, { mode: '', family: 4 }), { present: true });
});

t.test('the whole nat table is never asked for', async (t) => {
  const rules: Probes['rules'] = async (query) => {
    t.not(query.chain, undefined);
    return fakeRules(emptyTables)(query);
  };
  await kubeProxyRules(fakeProbes({ ...nothing, rules }), { mode: '', family: 4 });
});
