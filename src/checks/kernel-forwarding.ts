import { defineCheck } from '../domain/check.ts';
import { formatCidr, parseAddress } from '../domain/ip-address.ts';
import { judgePodNetwork, soundSubnetFile, verdictWithoutFlannel } from '../domain/pod-network.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { findK3s, findKubeProxy } from '../domain/process-flags.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { contradiction, recoverable } from '../domain/reason-docs.ts';
import { routingTable } from '../domain/route-lookup.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import type { Lease } from '../domain/subnet-file.ts';
import { conclude, type Finding } from '../domain/verdict.ts';
import { forwardJudgement, masqueradeJudgement } from './facts/firewall-judgement.ts';
import {
  bridgeNetfilter,
  collectForwarding,
  deviceForwarding,
  type FamilyRules,
  type ForwardingFacts,
  ipv4Forwarding,
  ipv6Forwarding,
  isStrict,
} from './facts/forwarding.ts';

const reasons = {
  ForwardingDisabled: {
    ...contradiction,
    cause:
      'The kernel does not forward packets between the pod bridge and the overlay; something has reset the switch.',
    confirm:
      'sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding; sysctl -a | grep "\\.forwarding"',
    remedy:
      'Write 1 to {subject} (sysctl -w), set the same in a file of /etc/sysctl.d, and find what resets it.',
    reference: 'https://github.com/kubernetes/kubernetes/issues/45022',
    causes: [],
  },
  ForwardPolicyDrop: {
    ...recoverable,
    cause:
      'The firewall drops what goes between pods: docker (since 1.13), ufw or firewalld set FORWARD to DROP, and nothing accepts the pod network before.',
    confirm: 'iptables -S FORWARD; iptables -S FLANNEL-FWD; iptables-legacy -S FORWARD',
    remedy:
      'Restart flanneld (since 0.9.1 it accepts its network); on older ones: iptables -P FORWARD ACCEPT. In firewalld or ufw allow forwarding for the pod network.',
    reference: 'https://github.com/flannel-io/flannel/issues/799',
    causes: [],
  },
  MasqueradeMissing: {
    ...recoverable,
    cause:
      'subnet.env promises masquerading (FLANNEL_IPMASQ=true), but no rule does it: pods reach other pods, and nothing outside answers them.',
    confirm:
      'iptables -t nat -S POSTROUTING; iptables -t nat -S FLANNEL-POSTRTG; nft list table ip flannel-ipv4',
    remedy: 'Restart flanneld with --ip-masq, and find what flushed the rules.',
    reference: 'https://github.com/flannel-io/flannel/issues/1450',
    causes: [],
  },
  BridgeNetfilterMissing: {
    ...contradiction,
    cause:
      'Packets between pods of one bridge do not pass iptables, so a Service whose endpoint is on the same node answers with the wrong address.',
    confirm: 'sysctl net.bridge.bridge-nf-call-iptables; lsmod | grep br_netfilter',
    remedy:
      'Load it and switch it on (modprobe br_netfilter; sysctl -w net.bridge.bridge-nf-call-iptables=1), and keep both in /etc/modules-load.d and /etc/sysctl.d.',
    reference: 'https://github.com/kubernetes/kubernetes/issues/127593',
    causes: [],
  },
  StrictReversePath: {
    ...contradiction,
    cause:
      'The kernel drops packets of other nodes (rp_filter=1), because its route back to them leaves by another device than they come in by.',
    confirm:
      'sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.{subject}.rp_filter; ip route; bridge fdb show',
    remedy:
      'Loosen it (sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.{subject}.rp_filter=2), or route the nodes through {subject}.',
    reference: 'https://www.kernel.org/doc/Documentation/networking/ip-sysctl.txt',
    causes: [],
  },
  FirewallUndecided: {
    ...recoverable,
    cause:
      'Whether the firewall lets pods through depends on a rule that cannot be judged from outside (a set, a port, a chain that could not be read).',
    confirm: 'iptables -S; iptables -t nat -S POSTROUTING',
    remedy: 'Accept the pod network in a rule of its own, before the one in the message.',
    reference: 'https://man7.org/linux/man-pages/man8/iptables-extensions.8.html',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;
type Findings = readonly Finding<Reason>[];
type Open = readonly Finding<Reason | SharedReason>[];

/** The kernel and its firewall let pods' packets through, and the outside can answer them. */
export const kernelForwarding = defineCheck({
  name: 'kernel-forwarding',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: 'The kernel forwards, the firewall accepts and masquerades the pod network.',
  defaults: {},
  options: {},
  reasons,

  collect: (probes, { node }) => collectForwarding(probes, node),

  evaluate(facts, { node }) {
    const podNetwork = judgePodNetwork(facts.network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    return conclude<Reason | SharedReason>({
      broken: [
        ...forwardingOff(facts),
        ...facts.families.flatMap(forwardStopped),
        ...facts.families.flatMap(notMasqueraded),
        ...bridgeNotFiltered(facts),
        ...strictReversePath(facts),
      ],
      open: [...unread(facts), ...facts.families.flatMap(unjudged)],
      fine: `forwarding is on, pods' packets pass${checksumErrors(facts)}`,
    });
  },
});

function forwardingOff({ path, switches, families }: ForwardingFacts): Findings {
  const devices = [path.bridge ?? [], path.overlay ?? []].flat();
  const ofFamily = {
    4: [ipv4Forwarding, ...devices.map(deviceForwarding)],
    6: [ipv6Forwarding],
  } as const;
  return families
    .flatMap(({ lease }) =>
      // The switch for all devices sets each device's own, so the first says it all.
      ofFamily[lease.family].filter((path) => switches.get(path) === '0').slice(0, 1),
    )
    .map((path) => ({
      reason: 'ForwardingDisabled',
      subject: path,
      message: `the kernel does not forward: ${path} is 0`,
    }));
}

const networkName = ({ networks, subnet }: Lease): string => formatCidr(networks[0] ?? subnet);

function forwardStopped(rules: FamilyRules): Findings {
  const judgement = forwardJudgement(rules);
  if (judgement.kind !== 'stopped') return [];
  return [
    {
      reason: 'ForwardPolicyDrop',
      subject: 'FORWARD',
      message: `the firewall drops packets between pods: ${judgement.rule} (iptables-${judgement.backend}), and no rule accepts ${networkName(rules.lease)} before`,
    },
  ];
}

const notMasqueraded = (rules: FamilyRules): Findings =>
  masqueradeJudgement(rules).kind !== 'stopped'
    ? []
    : [
        {
          reason: 'MasqueradeMissing',
          subject: 'POSTROUTING',
          message: `no rule masquerades ${networkName(rules.lease)} to the outside, though FLANNEL_IPMASQ=true`,
        },
      ];

/** Only a kube-proxy needs it, and none that masquerades everything. */
function bridgeNotFiltered({ network, path, switches, families }: ForwardingFacts): Findings {
  const { processes } = network.processes;
  const proxy = findKubeProxy(processes) ?? findK3s(processes);
  const isReadable = switches.has(ipv4Forwarding);
  if (path.bridge === undefined || proxy === undefined || !isReadable) return [];
  const masqueradesAll = proxy.args.some((arg) => /^--masquerade-all(=true)?$/.test(arg));
  if (masqueradesAll) return [];
  return families
    .map(({ lease }) => bridgeNetfilter[lease.family])
    .map((path) => ({ path, value: switches.get(path) }))
    .filter(({ value }) => value !== '1')
    .map(({ path, value }) => ({
      reason: 'BridgeNetfilterMissing',
      subject: path,
      message:
        value === undefined
          ? `${path} does not exist: br_netfilter is not loaded, and kube-proxy needs it`
          : `${path} is ${value}, kube-proxy needs 1`,
    }));
}

function strictReversePath({ path, switches, routes, peers }: ForwardingFacts): Findings {
  const { uplink } = path;
  if (uplink === undefined || peers instanceof ProbeError) return [];
  if (!isStrict(switches, uplink)) return [];
  const routeTo = routingTable(routes);
  const away = peers.flatMap(({ destination }) => {
    const address = parseAddress(destination);
    const route = address && routeTo(address);
    return route !== undefined && route.device !== uplink ? [{ destination, route }] : [];
  });
  const [first] = away;
  if (first === undefined) return [];
  return [
    {
      reason: 'StrictReversePath',
      subject: uplink,
      message: `rp_filter is strict on ${uplink}, but the route back to node ${first.destination} leaves by ${first.route.device}`,
      evidence: away.map(({ destination, route }) => `${destination} dev ${route.device}`),
    },
  ];
}

/** What could not be read at all. */
const unread = ({ network, switches, peers }: ForwardingFacts): Open => [
  ...(soundSubnetFile(network) === undefined
    ? [finding('NoFlannelSubnet', 'without a sound subnet.env no rule can be judged')]
    : []),
  // Every kernel has it.
  ...(switches.has(ipv4Forwarding)
    ? []
    : [finding('NotPermitted', `${ipv4Forwarding} cannot be read`)]),
  ...(peers instanceof ProbeError ? [finding(peers.reason, peers.message)] : []),
];

/** What the firewall does with pods' packets and could not be read or judged. */
function unjudged(rules: FamilyRules): Open {
  const judgements = [forwardJudgement(rules), masqueradeJudgement(rules)];
  const failed = judgements.find((judgement) => judgement.kind === 'unread');
  if (failed !== undefined) return [finding(failed.error.reason, failed.error.message)];
  return judgements.flatMap((judgement) =>
    judgement.kind === 'undecided'
      ? [finding('FirewallUndecided', `whether pods' packets pass depends on "${judgement.rule}"`)]
      : [],
  );
}

const finding = (reason: Reason | SharedReason, message: string): Open[number] => ({
  reason,
  message,
});

/** Broken checksum offload shows here: single packets pass, and Services stall for seconds. */
function checksumErrors({ counters }: ForwardingFacts): string {
  const [names = [], values = []] = counters
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
    .map((line) => line.split(' '));
  const errors = Number(values[names.indexOf('InCsumErrors')] ?? 0);
  return errors > 0 ? ` (${errors} UDP packets with bad checksums since boot)` : '';
}
