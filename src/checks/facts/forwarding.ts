import { backendOf, uplinkOf } from '../../domain/flannel-device.ts';
import { missingChains, type Packet } from '../../domain/iptables.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import {
  judgePodNetwork,
  type PodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
} from '../../domain/pod-network.ts';
import { outboundPacket, type PodPath } from '../../domain/pod-traffic.ts';
import { answerOrError, type ProbeError } from '../../domain/probe-error.ts';
import type { ForwardingEntry, Link, Probes, Route, RuleList } from '../../domain/probes.ts';
import type { Lease, SubnetFile } from '../../domain/subnet-file.ts';
import { collectPodNetwork } from './pod-network.ts';

export type RuleLists = readonly RuleList[] | ProbeError;

/** What the firewall of one address family holds. */
export interface FamilyRules {
  readonly lease: Lease;
  readonly filter: RuleLists;
  /** POSTROUTING and the chains that it may lead to; absent where flannel masquerades nothing. */
  readonly nat?: RuleLists;
  /** Lines of the chain in which flannel masquerades when it uses nftables. */
  readonly nftMasquerade: readonly string[];
}

export interface ForwardingFacts {
  readonly network: PodNetworkFacts;
  readonly path: PodPath;
  /** Kernel switches under /proc/sys/net by path; one that does not exist is absent. */
  readonly switches: ReadonlyMap<string, string>;
  readonly families: readonly FamilyRules[];
  readonly routes: readonly Route[];
  /** The vxlan device's view of the other nodes; only asked for where rp_filter is strict. */
  readonly peers: readonly ForwardingEntry[];
  /** /proc/net/snmp; empty when it cannot be read. */
  readonly counters: string;
}

export async function collectForwarding(
  probes: Probes,
  node: NodeSettings,
): Promise<ForwardingFacts> {
  const network = await collectPodNetwork(probes, node);
  const podNetwork = judgePodNetwork(network, node);
  if (podNetwork.kind === 'other') return { network, ...nothing };
  const [links, routes, counters] = await Promise.all([
    probes.links(),
    probes.routes(),
    probes.file('/proc/net/snmp'),
  ]);
  const file = soundSubnetFile(network);
  const path = pathOf(podNetwork, { file, node, links, routes });
  const [switches, families] = await Promise.all([
    readSwitches(probes, switchPaths(path)),
    Promise.all((file?.leases ?? []).map((lease) => familyRules(probes, { lease, file, path }))),
  ]);
  const peers =
    path.overlay !== undefined && isStrict(switches, path.uplink)
      ? await probes.forwardingEntries(path.overlay).catch(() => [])
      : [];
  const text = counters.kind === 'text' ? counters.text : '';
  return { network, path, switches, families, routes, peers, counters: text };
}

const nothing: Omit<ForwardingFacts, 'network'> = {
  path: {},
  switches: new Map(),
  families: [],
  routes: [],
  peers: [],
  counters: '',
};

function pathOf(
  { bridge }: Extract<PodNetwork, { kind: 'flannel' }>,
  {
    file,
    node,
    links,
    routes,
  }: {
    file: SubnetFile | undefined;
    node: NodeSettings;
    links: readonly Link[];
    routes: readonly Route[];
  },
): PodPath {
  const backend = file && backendOf(file, node.flannelBackend, { links, routes });
  const device =
    typeof backend === 'object'
      ? links.find(({ name }) => backend.device[4]?.pattern.test(name))
      : undefined;
  const uplink = device?.vxlan?.link ?? uplinkOf(links, routes)?.name;
  const overlay = backend === 'direct' ? uplink : device?.name;
  const bridgeName = bridge.kind === 'cni' || bridge.kind === 'docker' ? bridge.name : undefined;
  const present = links.some(({ name }) => name === bridgeName);
  return {
    ...(bridgeName !== undefined && present && { bridge: bridgeName }),
    ...(overlay !== undefined && { overlay }),
    ...(uplink !== undefined && { uplink }),
  };
}

export const ipv4Forwarding = '/proc/sys/net/ipv4/ip_forward';
export const ipv6Forwarding = '/proc/sys/net/ipv6/conf/all/forwarding';
export const deviceForwarding = (device: string): string =>
  `/proc/sys/net/ipv4/conf/${device}/forwarding`;
export const reversePathFilter = (device: string): string =>
  `/proc/sys/net/ipv4/conf/${device}/rp_filter`;
export const bridgeNetfilter = {
  4: '/proc/sys/net/bridge/bridge-nf-call-iptables',
  6: '/proc/sys/net/bridge/bridge-nf-call-ip6tables',
} as const;

const switchPaths = ({ bridge, overlay, uplink }: PodPath): readonly string[] => [
  ipv4Forwarding,
  ipv6Forwarding,
  ...Object.values(bridgeNetfilter),
  reversePathFilter('all'),
  ...[uplink ?? []].flat().map(reversePathFilter),
  ...[bridge ?? [], overlay ?? []].flat().map(deviceForwarding),
];

async function readSwitches(
  probes: Probes,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(paths.map((path) => probes.file(path)));
  return new Map(
    answers.flatMap((answer) =>
      answer.kind === 'text' ? [[answer.path, answer.text.trim()] as const] : [],
    ),
  );
}

/** The kernel takes the stricter of both: 1 is strict, 2 (loose) is larger and laxer. */
export function isStrict(
  switches: ReadonlyMap<string, string>,
  uplink: string | undefined,
): boolean {
  const values = ['all', uplink ?? 'all'].map((device) => switches.get(reversePathFilter(device)));
  return Math.max(...values.map((value) => Number(value ?? 0))) === 1;
}

async function familyRules(
  probes: Probes,
  { lease, file, path }: { lease: Lease; file: SubnetFile | undefined; path: PodPath },
): Promise<FamilyRules> {
  const { family } = lease;
  const filter = answerOrError(probes.rules({ family, table: 'filter' }));
  if (file?.ipMasq !== true) return { lease, filter: await filter, nftMasquerade: [] };
  const [nat, nft] = await Promise.all([
    answerOrError(natRules(probes, family, outboundPacket(lease, path))),
    answerOrError(probes.nftChain(flannelMasquerade[family])),
  ]);
  return { lease, filter: await filter, nat, nftMasquerade: Array.isArray(nft) ? nft : [] };
}

const flannelMasquerade = {
  4: { family: 'ip', table: 'flannel-ipv4', chain: 'postrtg' },
  6: { family: 'ip6', table: 'flannel-ipv6', chain: 'postrtg' },
} as const;

/** Chains are read by name, as far as the packet may get; never the whole nat table. */
async function natRules(probes: Probes, family: 4 | 6, packet: Packet): Promise<RuleList[]> {
  const lists = await probes.rules({ family, table: 'nat', chain: 'POSTROUTING' });
  return Promise.all(lists.map((list) => withCalledChains(probes, { family, list, packet })));
}

const chainsAtMost = 16;

async function withCalledChains(
  probes: Probes,
  { family, list, packet }: { family: 4 | 6; list: RuleList; packet: Packet },
): Promise<RuleList> {
  const rules = [...list.rules];
  const asked = new Set<string>();
  for (;;) {
    const next = missingChains(rules, 'POSTROUTING', packet).find((chain) => !asked.has(chain));
    if (next === undefined || asked.size === chainsAtMost) return { ...list, rules };
    asked.add(next);
    const answers = await probes.rules({ family, table: 'nat', chain: next });
    rules.push(...(answers.find(({ backend }) => backend === list.backend)?.rules ?? []));
  }
}
