import { backendOf, underlayOf, uplinkOf } from '../../domain/flannel-device.ts';
import { missingChains, type Packet } from '../../domain/iptables.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import type { ForwardingEntry } from '../../domain/peer-routes.ts';
import {
  judgePodNetwork,
  type PodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
} from '../../domain/pod-network.ts';
import { outboundPacket, type PodPath } from '../../domain/pod-traffic.ts';
import { answerOrError, type ProbeError } from '../../domain/probe-error.ts';
import type { Link, Probes, Route, RuleList } from '../../domain/probes.ts';
import { findFlanneld } from '../../domain/process-flags.ts';
import type { Lease, SubnetFile } from '../../domain/subnet-file.ts';
import { chosenUplinks } from './flannel-uplink.ts';
import { collectPodNetwork } from './pod-network.ts';

export type RuleLists = readonly RuleList[] | ProbeError;

/** What the firewall of one address family holds. */
export interface FamilyRules {
  readonly lease: Lease;
  /** By the default route of this family: what pods send to the outside leaves by its uplink. */
  readonly path: PodPath;
  readonly filter: RuleLists;
  /** POSTROUTING and the chains that it may lead to; absent where flannel masquerades nothing. */
  readonly nat?: RuleLists;
  /** Lines of the chain in which flannel masquerades when it uses nftables. */
  readonly nftMasquerade: readonly string[] | ProbeError;
}

export interface ForwardingFacts {
  readonly network: PodNetworkFacts;
  /** The way of IPv4, with the uplink of the flannel device itself. */
  readonly path: PodPath;
  /** Kernel switches under /proc/sys/net by path; one that does not exist is absent. */
  readonly switches: ReadonlyMap<string, string>;
  readonly families: readonly FamilyRules[];
  readonly routes: readonly Route[];
  /** The vxlan device's view of the other nodes; only asked for where rp_filter is strict. */
  readonly peers: readonly ForwardingEntry[] | ProbeError;
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
  const uplinks = chosenUplinks(node, findFlanneld(network.processes.processes));
  const surroundings = { podNetwork, file, node, links, routes, uplinks };
  const outbound = { 4: pathOf(surroundings, 4), 6: pathOf(surroundings, 6) };
  const device = links.find(({ name }) => name === outbound[4].overlay);
  const path = { ...outbound[4], ...(device?.vxlan?.link && { uplink: device.vxlan.link }) };
  const [switches, families] = await Promise.all([
    readSwitches(probes, switchPaths(path)),
    Promise.all(
      (file?.leases ?? []).map((lease) =>
        familyRules(probes, {
          lease,
          path: outbound[lease.family],
          masquerades: file?.ipMasq === true,
        }),
      ),
    ),
  ]);
  const judgesPeers =
    device?.vxlan !== undefined && path.uplink !== undefined && isStrict(switches, path.uplink);
  const peers = judgesPeers ? await answerOrError(probes.forwardingEntries(device.name)) : [];
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

interface Surroundings {
  readonly podNetwork: Extract<PodNetwork, { kind: 'flannel' }>;
  readonly file: SubnetFile | undefined;
  readonly node: NodeSettings;
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  /** What flannel was told to send through. */
  readonly uplinks: readonly string[];
}

function pathOf(surroundings: Surroundings, family: 4 | 6): PodPath {
  const { podNetwork, links, routes } = surroundings;
  const ofFamily = routes.filter((route) => route.family === family);
  const uplink = uplinkOf(links, ofFamily)?.name;
  const overlay = overlayOf(surroundings, family);
  const bridge = links.find(
    ({ name }) => 'name' in podNetwork.bridge && name === podNetwork.bridge.name,
  );
  return {
    ...(bridge !== undefined && { bridge: bridge.name }),
    ...(overlay !== undefined && { overlay }),
    ...(uplink !== undefined && { uplink }),
  };
}

/** The device through which packets reach other nodes' pods. */
function overlayOf(surroundings: Surroundings, family: 4 | 6): string | undefined {
  const { file, node, links, routes } = surroundings;
  if (file === undefined) return undefined;
  const backend = backendOf(file, node.flannelBackend, surroundings);
  const ofFamily = routes.filter((route) => route.family === family);
  if (backend === 'direct') return underlayOf(file, { ...surroundings, routes: ofFamily })?.name;
  const device = typeof backend === 'object' ? backend.device[family] : undefined;
  const candidates = links.filter(({ name }) => device?.pattern.test(name));
  return (candidates.find(({ name }) => name === device?.usual) ?? candidates[0])?.name;
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

/** Of both values the kernel takes the larger: 1 is strict, 2 is loose. */
export const isStrict = (switches: ReadonlyMap<string, string>, uplink: string): boolean =>
  Math.max(
    ...['all', uplink].map((device) => Number(switches.get(reversePathFilter(device)) ?? 0)),
  ) === 1;

async function familyRules(
  probes: Probes,
  asked: { readonly lease: Lease; readonly path: PodPath; readonly masquerades: boolean },
): Promise<FamilyRules> {
  const { lease, path, masquerades } = asked;
  const { family } = lease;
  const filter = answerOrError(probes.rules({ family, table: 'filter' }));
  if (!masquerades) return { lease, path, filter: await filter, nftMasquerade: [] };
  const [nat, nft] = await Promise.all([
    answerOrError(natRules(probes, family, outboundPacket(lease, path))),
    answerOrError(probes.nftChain(flannelMasquerade[family])),
  ]);
  return { lease, path, filter: await filter, nat, nftMasquerade: nft ?? [] };
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
