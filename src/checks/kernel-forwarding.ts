import { defineCheck, type ReasonDoc } from '../domain/check.ts';
import { formatCidr, parseAddress } from '../domain/ip-address.ts';
import { judgePodNetwork, soundSubnetFile, verdictWithoutFlannel } from '../domain/pod-network.ts';
import {
  judgeForward,
  judgeMasquerade,
  outboundPacket,
  podPackets,
} from '../domain/pod-traffic.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { findK3s, findKubeProxy } from '../domain/process-flags.ts';
import { contradiction, recoverable } from '../domain/reason-docs.ts';
import { routeTo } from '../domain/route-lookup.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { conclude, type Finding } from '../domain/verdict.ts';
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
      'modprobe br_netfilter; sysctl -w net.bridge.bridge-nf-call-iptables=1; keep both in /etc/modules-load.d and /etc/sysctl.d.',
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
      'sysctl -w net.ipv4.conf.all.rp_filter=2 net.ipv4.conf.{subject}.rp_filter=2, or route the nodes through {subject}.',
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

/** The kernel and its firewall let pods' packets through, and the outside can answer them. */
export const kernelForwarding = defineCheck({
  name: 'kernel-forwarding',
  condition: 'FlannelProblem',
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
        ...facts.families.flatMap((family) => forwardStopped(family, facts)),
        ...facts.families.flatMap((family) => notMasqueraded(family, facts)),
        ...bridgeNotFiltered(facts),
        ...strictReversePath(facts),
      ],
      open: [...withoutSubnet(facts), ...facts.families.flatMap((family) => unread(family, facts))],
      fine: `forwarding is on, pods' packets pass${checksumErrors(facts)}`,
    });
  },
});

function forwardingOff({ network, path, switches }: ForwardingFacts): Findings {
  const hasIPv6 = soundSubnetFile(network)?.leases.some(({ family }) => family === 6) === true;
  const devices = [path.bridge ?? [], path.overlay ?? []].flat();
  return (
    [ipv4Forwarding, ...(hasIPv6 ? [ipv6Forwarding] : []), ...devices.map(deviceForwarding)]
      .filter((path) => switches.get(path) === '0')
      .map(
        (path): Finding<Reason> => ({
          reason: 'ForwardingDisabled',
          subject: path,
          message: `the kernel does not forward: ${path} is 0`,
        }),
      )
      // The switch for all devices sets each device's own, so the first says it all.
      .slice(0, 1)
  );
}

function forwardStopped({ lease, filter }: FamilyRules, { path }: ForwardingFacts): Findings {
  if (filter instanceof ProbeError) return [];
  const judgement = judgeForward(filter, podPackets(lease, path));
  if (judgement.kind !== 'stopped') return [];
  return [
    {
      reason: 'ForwardPolicyDrop',
      subject: 'FORWARD',
      message: `the firewall drops packets between pods: ${judgement.rule} (iptables-${judgement.backend}), and no rule accepts ${formatCidr(lease.networks[0] ?? lease.subnet)} before`,
    },
  ];
}

function notMasqueraded(rules: FamilyRules, { path }: ForwardingFacts): Findings {
  const { lease, nat, nftMasquerade } = rules;
  if (nat === undefined || nat instanceof ProbeError) return [];
  if (nftMasquerade.some((line) => line.includes('masquerade'))) return [];
  if (judgeMasquerade(nat, outboundPacket(lease, path)).kind !== 'stopped') return [];
  return [
    {
      reason: 'MasqueradeMissing',
      subject: 'POSTROUTING',
      message: `no rule masquerades ${formatCidr(lease.networks[0] ?? lease.subnet)} to the outside, though FLANNEL_IPMASQ=true`,
    },
  ];
}

/** Only a kube-proxy needs it, and none that masquerades everything. */
function bridgeNotFiltered({ network, path, switches, families }: ForwardingFacts): Findings {
  const { processes } = network.processes;
  const proxy = findKubeProxy(processes) ?? findK3s(processes);
  if (path.bridge === undefined || proxy === undefined) return [];
  const masqueradesAll = proxy.args.some((arg) => /^--masquerade-all(=true)?$/.test(arg));
  if (masqueradesAll) return [];
  const wanted = families.map(({ lease }) => bridgeNetfilter[lease.family]);
  return wanted
    .filter((path) => switches.get(path) !== '1')
    .map((path) => ({
      reason: 'BridgeNetfilterMissing',
      subject: path,
      message: switches.has(path)
        ? `${path} is ${switches.get(path) ?? ''}, kube-proxy needs 1`
        : `${path} does not exist: br_netfilter is not loaded, and kube-proxy needs it`,
    }));
}

function strictReversePath({ path, switches, routes, peers }: ForwardingFacts): Findings {
  const { uplink } = path;
  if (uplink === undefined || !isStrict(switches, uplink)) return [];
  const away = peers.flatMap(({ destination }) => {
    const address = parseAddress(destination);
    const route = address && routeTo(routes, address);
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

const withoutSubnet = ({ network }: ForwardingFacts): readonly Finding<SharedReason>[] =>
  soundSubnetFile(network) === undefined
    ? [{ reason: 'NoFlannelSubnet', message: 'without a sound subnet.env no rule can be judged' }]
    : [];

/** What the firewall does with pods' packets and could not be read or judged. */
function unread(
  { lease, filter, nat }: FamilyRules,
  { path }: ForwardingFacts,
): readonly Finding<Reason | SharedReason>[] {
  const failed = [filter, nat].find((lists) => lists instanceof ProbeError);
  if (failed !== undefined) return [{ reason: failed.reason, message: failed.message }];
  const judgements = [
    filter instanceof ProbeError ? undefined : judgeForward(filter, podPackets(lease, path)),
    nat === undefined || nat instanceof ProbeError
      ? undefined
      : judgeMasquerade(nat, outboundPacket(lease, path)),
  ];
  return judgements.flatMap((judgement) =>
    judgement?.kind === 'undecided'
      ? [{ reason: 'FirewallUndecided', message: `it depends on "${judgement.rule}"` } as const]
      : [],
  );
}

/** Broken checksum offload shows here: single packets pass, and Services stall for seconds. */
function checksumErrors({ counters }: ForwardingFacts): string {
  const [names, values] = counters
    .split('\n')
    .filter((line) => line.startsWith('Udp: '))
    .map((line) => line.split(' '));
  const errors = Number(values?.[names?.indexOf('InCsumErrors') ?? -1] ?? 0);
  return errors > 0 ? ` (${errors} UDP packets with bad checksums since boot)` : '';
}
