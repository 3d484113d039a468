import { type Address, addressAt, contains, networkOf } from './ip-address.ts';
import { type Outcome, type Packet, traverse } from './iptables.ts';
import type { RuleList } from './probes.ts';
import type { Lease } from './subnet-file.ts';

/** Where pods' packets pass on this node; a name is absent where nothing tells it. */
export interface PodPath {
  readonly bridge?: string;
  /** The flannel device, or the uplink of a backend without one. */
  readonly overlay?: string;
  readonly uplink?: string;
}

/** What a firewall does: `undecided` names the rule that cannot be judged. */
export type Judgement =
  | { readonly kind: 'passes' }
  | { readonly kind: 'stopped'; readonly rule: string; readonly backend: string }
  | { readonly kind: 'undecided'; readonly rule: string; readonly backend: string };

/** A pod of this node, a pod of another node, and the way between them, in both directions. */
export function podPackets(lease: Lease, { bridge, overlay }: PodPath): readonly Packet[] {
  const own = addressAt(networkOf(lease.subnet), 2n);
  const peer = peerAddress(lease);
  return [
    { source: own, destination: peer, ...inOut(bridge, overlay) },
    { source: peer, destination: own, ...inOut(overlay, bridge) },
  ];
}

/** A pod of this node that calls the internet. */
export const outboundPacket = (lease: Lease, { uplink }: PodPath): Packet => ({
  source: addressAt(networkOf(lease.subnet), 2n),
  destination: outside[lease.family],
  ...inOut(undefined, uplink),
});

const inOut = (
  inInterface: string | undefined,
  outInterface: string | undefined,
): Pick<Packet, 'inInterface' | 'outInterface'> => ({
  ...(inInterface !== undefined && { inInterface }),
  ...(outInterface !== undefined && { outInterface }),
});

/** 8.8.8.8 and 2001:4860:4860::8888. Any public address does; nothing is sent there. */
const outside: Readonly<Record<4 | 6, Address>> = {
  4: { family: 4, value: 0x0808_0808n },
  6: { family: 6, value: 0x2001_4860_4860_0000_0000_0000_0000_8888n },
};

/** An address of the pod network in another node's subnet: before our own subnet, or right after. */
function peerAddress({ networks, subnet }: Lease): Address {
  const own = networkOf(subnet);
  const first = addressAt(networks[0] ?? own, 2n);
  if (!contains(own, first)) return first;
  const width = own.address.family === 4 ? 32 : 128;
  return addressAt(own, (1n << BigInt(width - own.prefix)) + 2n);
}

/** Each of iptables' backends stands in the way by itself, so the worst judgement counts. */
export function judgeForward(lists: readonly RuleList[], packets: readonly Packet[]): Judgement {
  const judgements = lists.flatMap(({ backend, rules }) =>
    packets.map((packet) => judgementOf(traverse(rules, 'FORWARD', packet), backend)),
  );
  return (
    judgements.find(({ kind }) => kind === 'stopped') ??
    judgements.find(({ kind }) => kind === 'undecided') ?? { kind: 'passes' }
  );
}

function judgementOf({ target, rule, doubtful }: Outcome, backend: string): Judgement {
  if (!isDenial(target)) return { kind: 'passes' };
  const saviour = doubtful.find((earlier) => !isDenial(earlier.target));
  return saviour === undefined
    ? { kind: 'stopped', rule, backend }
    : { kind: 'undecided', rule: saviour.rule, backend };
}

const isDenial = (target: string): boolean => target === 'DROP' || target === 'REJECT';

/** `stopped`: no rule of any backend gives the packet an address of this node. */
export function judgeMasquerade(lists: readonly RuleList[], packet: Packet): Judgement {
  const outcomes = lists.map(({ backend, rules }) => ({
    backend,
    outcome: traverse(rules, 'POSTROUTING', packet),
  }));
  const translated = outcomes.some(({ outcome }) => isTranslation(outcome.target));
  if (translated) return { kind: 'passes' };
  for (const { backend, outcome } of outcomes) {
    const doubt = outcome.doubtful.find(({ target }) => target !== 'ACCEPT' && !isDenial(target));
    if (doubt !== undefined) return { kind: 'undecided', rule: doubt.rule, backend };
  }
  return { kind: 'stopped', rule: '', backend: '' };
}

const isTranslation = (target: string): boolean => target === 'MASQUERADE' || target === 'SNAT';
