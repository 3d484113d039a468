import t from 'tap';
import {
  bridgeNetfilter,
  deviceForwarding,
  type FamilyRules,
  type ForwardingFacts,
  ipv4Forwarding,
  ipv6Forwarding,
  reversePathFilter,
} from '../../src/checks/facts/forwarding.ts';
import { kernelForwarding } from '../../src/checks/kernel-forwarding.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { RuleList } from '../../src/domain/probes.ts';
import {
  absentFile,
  defaultRoute,
  flannelNode,
  lease,
  nodeSettings,
  processOf,
  processTable,
  route,
  subnetPath,
} from '../support/facts.ts';
import { probesOf, vxlanNode } from '../support/fake-node.ts';
import { fakeRules } from '../support/fake-rules.ts';
import { ruleSets } from '../support/iptables-rule-sets.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();

const path = { bridge: 'cni0', overlay: 'flannel.1', uplink: 'eth0' };
const list = (...rules: readonly string[]): readonly RuleList[] => [{ backend: 'nft', rules }];
const masquerade = '-A POSTROUTING -s 10.100.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE';
const masquerade6 = '-A POSTROUTING -s 2001:cafe:42::/56 ! -d ff00::/8 -j MASQUERADE';

const ipv4 = (rules: Partial<FamilyRules> = {}): FamilyRules => ({
  lease: lease(),
  path,
  filter: list('-P FORWARD ACCEPT'),
  nat: list(masquerade),
  nftMasquerade: [],
  ...rules,
});

const ipv6 = (rules: Partial<FamilyRules> = {}): FamilyRules =>
  ipv4({
    lease: lease('2001:cafe:42:1::1/64', '2001:cafe:42::/56'),
    path: { ...path, overlay: 'flannel-v6.1' },
    nat: list(masquerade6),
    ...rules,
  });

/** All as on a healthy node, but for these. */
const switchesWith = (
  values: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      [ipv4Forwarding]: '1',
      [ipv6Forwarding]: '1',
      [bridgeNetfilter[4]]: '1',
      [bridgeNetfilter[6]]: '1',
      [deviceForwarding('cni0')]: '1',
      [deviceForwarding('flannel.1')]: '1',
      [reversePathFilter('all')]: '0',
      [reversePathFilter('eth0')]: '0',
      ...values,
    }).flatMap(([switchPath, value]) => (value === undefined ? [] : [[switchPath, value]])),
  );

const factsWith = (facts: Partial<ForwardingFacts>): ForwardingFacts => ({
  network: flannelNode(),
  path,
  switches: switchesWith({}),
  families: [ipv4()],
  routes: [defaultRoute(), route('10.0.0.0/24', 'eth0')],
  peers: [],
  counters: '',
  ...facts,
});

const error = (reason: 'ToolMissing' | 'ToolFailed' | 'NotPermitted'): ProbeError =>
  new ProbeError(reason, 'it could not be asked');

const dropped = '-P FORWARD DROP';
const accepted = ['-s', '-d'].map((side) => `-A FORWARD ${side} 10.100.0.0/16 -j ACCEPT`);
const limited = '-A FORWARD -m limit --limit 1000/second -j ACCEPT';
const bySet = '-A POSTROUTING -m set --match-set PODS src -j MASQUERADE';

interface Case {
  readonly title: string;
  readonly facts: Partial<ForwardingFacts>;
  readonly verdict: string;
  readonly message?: string | RegExp;
}

/** This lease, in the rules that these programs wrote. */
const recorded = (name: keyof typeof ruleSets, subnet: string, network: string): FamilyRules =>
  ipv4({
    lease: lease(subnet, network),
    filter: list(...ruleSets[name]),
    nat: list(...ruleSets[name]),
  });

const healthy: readonly Case[] = [
  {
    title: 'an open firewall',
    facts: {},
    verdict: 'healthy',
    message: "forwarding is on, pods' packets pass",
  },
  {
    title: 'FORWARD DROP with an accept for the pod network',
    facts: { families: [ipv4({ filter: list(dropped, ...accepted) })] },
    verdict: 'healthy',
  },
  {
    title: 'the rules of flannel 0.28 under DROP',
    facts: { families: [recorded('flannel 0.28', '10.244.1.1/24', '10.244.0.0/16')] },
    verdict: 'healthy',
  },
  {
    title: 'the rules of flannel 0.14 under DROP',
    facts: { families: [recorded('flannel 0.14', '10.30.56.1/24', '10.30.0.0/16')] },
    verdict: 'healthy',
  },
  {
    title: 'both families',
    facts: { families: [ipv4(), ipv6()] },
    verdict: 'healthy',
  },
  {
    title: 'IPv6 alone, where IPv4 is not forwarded',
    facts: { families: [ipv6()], switches: switchesWith({ [ipv4Forwarding]: '0' }) },
    verdict: 'healthy',
  },
  {
    title: 'IPv4 alone, where IPv6 is not forwarded',
    facts: { switches: switchesWith({ [ipv6Forwarding]: '0', [bridgeNetfilter[6]]: '0' }) },
    verdict: 'healthy',
  },
  {
    title: 'flannel that masquerades by nftables',
    facts: { families: [ipv4({ nat: [], nftMasquerade: ['ip saddr 10.100.0.0/16 masquerade'] })] },
    verdict: 'healthy',
  },
  {
    title: 'flannel that leaves masquerading to docker',
    facts: { families: [(({ nat: _, ...rules }) => rules)(ipv4())] },
    verdict: 'healthy',
  },
  {
    title: 'a strict rp_filter where nodes answer the way they are asked',
    facts: {
      switches: switchesWith({ [reversePathFilter('eth0')]: '1' }),
      peers: [
        { mac: '56:d9:08:ed:15:aa', destination: '10.0.0.6' },
        { mac: '56:d9:08:ed:15:ab', destination: 'garbage' },
        { mac: '56:d9:08:ed:15:ac', destination: 'fd00::6' },
      ],
    },
    verdict: 'healthy',
  },
  {
    title: 'a loose rp_filter where they do not',
    facts: {
      switches: switchesWith({ [reversePathFilter('eth0')]: '2' }),
      routes: [route('10.0.0.0/24', 'eth1')],
      peers: [{ mac: '56:d9:08:ed:15:aa', destination: '10.0.0.6' }],
    },
    verdict: 'healthy',
  },
  {
    title: 'no uplink to judge',
    facts: { path: { bridge: 'cni0' }, peers: [{ mac: 'x', destination: '10.0.0.6' }] },
    verdict: 'healthy',
  },
  {
    title: 'no br_netfilter where no kube-proxy needs it',
    facts: {
      network: flannelNode({ processes: processTable([processOf('flanneld')]) }),
      switches: switchesWith({ [bridgeNetfilter[4]]: undefined }),
    },
    verdict: 'healthy',
  },
  {
    title: 'no br_netfilter before the first pod',
    facts: {
      path: { overlay: 'flannel.1', uplink: 'eth0' },
      switches: switchesWith({ [bridgeNetfilter[4]]: undefined }),
    },
    verdict: 'healthy',
  },
  {
    title: 'no br_netfilter where kube-proxy masquerades everything',
    facts: {
      network: flannelNode({
        processes: processTable([processOf('kube-proxy --masquerade-all=true')]),
      }),
      switches: switchesWith({ [bridgeNetfilter[4]]: '0' }),
    },
    verdict: 'healthy',
  },
  {
    title: 'packets with bad checksums, as evidence',
    facts: { counters: 'Tcp: InSegs\nTcp: 4\nUdp: InDatagrams InCsumErrors\nUdp: 812 1\n' },
    verdict: 'healthy',
    message: "forwarding is on, pods' packets pass (1 UDP packets with bad checksums since boot)",
  },
  {
    title: 'a kernel that does not count them',
    facts: { counters: 'Udp: InDatagrams\nUdp: 812\n' },
    verdict: 'healthy',
    message: "forwarding is on, pods' packets pass",
  },
];

const broken: readonly Case[] = [
  {
    title: 'forwarding off',
    facts: {
      switches: switchesWith({
        [ipv4Forwarding]: '0',
        [deviceForwarding('cni0')]: '0',
        [deviceForwarding('flannel.1')]: '0',
      }),
    },
    verdict: 'unhealthy ForwardingDisabled',
    message: `the kernel does not forward: ${ipv4Forwarding} is 0`,
  },
  {
    title: 'forwarding off on the flannel device alone',
    facts: { switches: switchesWith({ [deviceForwarding('flannel.1')]: '0' }) },
    verdict: 'unhealthy ForwardingDisabled',
    message: `the kernel does not forward: ${deviceForwarding('flannel.1')} is 0`,
  },
  {
    title: 'forwarding off on the bridge alone',
    facts: { switches: switchesWith({ [deviceForwarding('cni0')]: '0' }) },
    verdict: 'unhealthy ForwardingDisabled',
    message: `the kernel does not forward: ${deviceForwarding('cni0')} is 0`,
  },
  {
    title: 'IPv6 forwarding off',
    facts: {
      families: [ipv4(), ipv6()],
      switches: switchesWith({ [ipv6Forwarding]: '0' }),
    },
    verdict: 'unhealthy ForwardingDisabled',
    message: `the kernel does not forward: ${ipv6Forwarding} is 0`,
  },
  {
    title: 'forwarding off in both families',
    facts: {
      families: [ipv4(), ipv6()],
      switches: switchesWith({ [ipv4Forwarding]: '0', [ipv6Forwarding]: '0' }),
    },
    verdict: 'unhealthy ForwardingDisabled ForwardingDisabled',
  },
  {
    title: 'FORWARD DROP',
    facts: { families: [ipv4({ filter: list(dropped) })] },
    verdict: 'unhealthy ForwardPolicyDrop',
    message:
      'the firewall drops packets between pods: -P FORWARD DROP (iptables-nft), and no rule accepts 10.100.0.0/16 before',
  },
  {
    title: 'FORWARD DROP in the other backend',
    facts: {
      families: [
        ipv4({
          filter: [...list('-P FORWARD ACCEPT'), { backend: 'legacy', rules: [dropped] }],
        }),
      ],
    },
    verdict: 'unhealthy ForwardPolicyDrop',
    message: /iptables-legacy/,
  },
  {
    title: 'FORWARD DROP for IPv6 alone',
    facts: { families: [ipv4(), ipv6({ filter: list(dropped) })] },
    verdict: 'unhealthy ForwardPolicyDrop',
    message: /no rule accepts 2001:cafe:42::\/56 before/,
  },
  {
    title: 'a reject of firewalld before the accept of flannel',
    facts: {
      families: [recorded('firewalld', '10.244.1.1/24', '10.244.0.0/16')].map((rules) => ({
        ...rules,
        nat: list('-A POSTROUTING -j MASQUERADE'),
      })),
    },
    verdict: 'unhealthy ForwardPolicyDrop',
    message: /-j REJECT/,
  },
  {
    title: 'FORWARD DROP on a node of flannel 0.2, which names no network',
    facts: { families: [ipv4({ lease: { ...lease(), networks: [] }, filter: list(dropped) })] },
    verdict: 'unhealthy ForwardPolicyDrop',
    message: /no rule accepts 10\.100\.54\.1\/24 before/,
  },
  {
    title: 'masquerade missing',
    facts: { families: [ipv4({ nat: list('-P POSTROUTING ACCEPT') })] },
    verdict: 'unhealthy MasqueradeMissing',
    message: 'no rule masquerades 10.100.0.0/16 to the outside, though FLANNEL_IPMASQ=true',
  },
  {
    title: 'bridged packets that iptables does not see',
    facts: { switches: switchesWith({ [bridgeNetfilter[4]]: '0' }) },
    verdict: 'unhealthy BridgeNetfilterMissing',
    message: `${bridgeNetfilter[4]} is 0, kube-proxy needs 1`,
  },
  {
    title: 'br_netfilter missing for IPv6',
    facts: {
      families: [ipv6()],
      switches: switchesWith({ [bridgeNetfilter[6]]: undefined }),
    },
    verdict: 'unhealthy BridgeNetfilterMissing',
    message: `${bridgeNetfilter[6]} does not exist: br_netfilter is not loaded, and kube-proxy needs it`,
  },
  {
    title: 'br_netfilter missing under k3s',
    facts: {
      network: flannelNode({
        processes: processTable([processOf('flanneld'), processOf('k3s-agent')]),
      }),
      switches: switchesWith({ [bridgeNetfilter[4]]: undefined }),
    },
    verdict: 'unhealthy BridgeNetfilterMissing',
  },
  {
    title: 'a strict rp_filter, and the way back to a node leads elsewhere',
    facts: {
      switches: switchesWith({ [reversePathFilter('eth0')]: '1' }),
      routes: [defaultRoute(), route('10.0.0.6/32', 'eth1')],
      peers: [
        { mac: '56:d9:08:ed:15:aa', destination: '10.0.0.6' },
        { mac: '56:d9:08:ed:15:ab', destination: '10.0.0.7' },
      ],
    },
    verdict: 'unhealthy StrictReversePath',
    message: 'rp_filter is strict on eth0, but the route back to node 10.0.0.6 leaves by eth1',
  },
  {
    title: 'one family broken while the other cannot be read',
    facts: { families: [ipv4({ filter: list(dropped) }), ipv6({ filter: error('ToolFailed') })] },
    verdict: 'unhealthy ForwardPolicyDrop',
  },
];

const without: Partial<PodNetworkFacts> = { subnetFile: absentFile(subnetPath) };

const open: readonly Case[] = [
  {
    title: 'a rule that may accept before the policy drops',
    facts: { families: [ipv4({ filter: list(dropped, limited) })] },
    verdict: 'unknown FirewallUndecided',
    message: `whether pods' packets pass depends on "${limited}"`,
  },
  {
    title: 'a rule that may masquerade',
    facts: { families: [ipv4({ nat: list(bySet) })] },
    verdict: 'unknown FirewallUndecided',
  },
  {
    title: 'iptables that fails',
    facts: { families: [ipv4({ filter: error('ToolFailed'), nat: error('ToolFailed') })] },
    verdict: 'unknown ToolFailed',
    message: 'it could not be asked',
  },
  {
    title: 'no masquerading in iptables, and no nft to ask',
    facts: { families: [ipv4({ nat: [], nftMasquerade: error('ToolMissing') })] },
    verdict: 'unknown ToolMissing',
  },
  {
    title: 'a strict rp_filter, and other nodes that cannot be listed',
    facts: {
      switches: switchesWith({ [reversePathFilter('all')]: '1' }),
      peers: error('ToolMissing'),
    },
    verdict: 'unknown ToolMissing',
  },
  {
    title: 'no subnet.env',
    facts: { network: flannelNode(without), families: [] },
    verdict: 'unknown NoFlannelSubnet',
    message: 'without a sound subnet.env no rule can be judged',
  },
  {
    title: "the kernel's switches out of sight",
    facts: { switches: new Map() },
    verdict: 'unknown NotPermitted',
    message: `${ipv4Forwarding} cannot be read`,
  },
  {
    title: 'another pod network',
    facts: {
      network: flannelNode({
        cni: [{ path: '/etc/cni/net.d/10-calico.conflist', name: 'x', types: ['calico'] }],
        processes: processTable(),
      }),
      families: [],
    },
    verdict: 'notApplicable OtherPodNetwork',
  },
];

t.test('forwarding', async (t) => {
  for (const { title, facts, verdict: wanted, message } of [...healthy, ...broken, ...open]) {
    const verdict = kernelForwarding.evaluate(factsWith(facts), { node: nodeSettings() });
    t.equal(verdictLine(verdict), wanted, title);
    const said = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.match(said, message, title);
  }
});

const run = (node: Partial<typeof vxlanNode>, probes = {}) =>
  kernelForwarding
    .configure(nodeSettings(), {})
    .run({ ...probesOf({ ...vxlanNode, ...node }), ...probes }, signal);

t.test('a healthy node is healthy from its probes on', async (t) => {
  t.equal(verdictLine(await run({})), 'healthy');
});

t.test('a node whose rules are gone', async (t) => {
  const rules = fakeRules({ '4 filter': [dropped], '4 nat': ['-P POSTROUTING ACCEPT'] });
  const verdict = await run({}, { rules });
  t.equal(verdictLine(verdict), 'unhealthy ForwardPolicyDrop MasqueradeMissing');
});
