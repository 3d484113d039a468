import { backendOf, type Machine } from '../../domain/flannel-device.ts';
import { type Cidr, contains, isLinkLocal, networkOf, parseCidr } from '../../domain/ip-address.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { Link, Probes, Route } from '../../domain/probes.ts';
import type { Lease, SubnetFile } from '../../domain/subnet-file.ts';

/** A vxlan device whose network no route leads into. */
export interface RoutelessDevice {
  readonly name: string;
  /** The nodes that it forwards to, or why they cannot be listed. */
  readonly peers: readonly string[] | ProbeError;
  /** Those of them whose kubelet answers. */
  readonly alive: readonly string[];
}

interface Surroundings {
  readonly file: SubnetFile;
  readonly node: NodeSettings;
  readonly machine: Machine;
}

const kubeletPort = 10_250;
const askedAtMost = 8;

/** Where routes lead to peers, nothing is asked: that is nearly every node. */
export async function routelessDevices(
  probes: Probes,
  { file, node, machine }: Surroundings,
): Promise<readonly RoutelessDevice[]> {
  const backend = backendOf(file, node.flannelBackend, machine);
  if (typeof backend === 'string') return [];
  const devices = file.leases.flatMap((lease) => {
    const known = backend.device[lease.family];
    const ofFamily = machine.links.filter(
      ({ name, up, vxlan }) => up && vxlan !== undefined && known?.pattern.test(name),
    );
    return isRouted(ofFamily, lease, machine.routes) ? [] : ofFamily;
  });
  return Promise.all(devices.map(({ name }) => look(probes, name, machine)));
}

/**
 * An earlier VNI's device may stand beside the one in use, still with its entries. So may vxlan's
 * beside another backend's, and with DirectRouting the routes to peers lead over the uplink.
 */
const isRouted = (devices: readonly Link[], lease: Lease, routes: readonly Route[]): boolean =>
  routes.some(({ device, destination, type }) => {
    const target = parseCidr(destination);
    if (target === undefined || type !== 'unicast' || isOwn(target, lease)) return false;
    return devices.some(({ name }) => name === device) || leadsInto(lease, target);
  });

/** By the kernel, or for this node's own pods. */
const isOwn = (target: Cidr, { subnet }: Lease): boolean =>
  isLinkLocal(target.address) || contains(networkOf(subnet), target);

/** flannel before 0.9, wireguard and udp have one route for the whole network. */
const leadsInto = ({ networks }: Lease, target: Cidr): boolean =>
  networks.some((network) => contains(network, target));

/**
 * flannel leaves the entry of a peer's former MAC behind for good, even when the peer itself has
 * gone: an entry with a kubelet behind it is what counts. A next hop has its route, and what leads to
 * this node itself leads to no peer.
 */
async function look(
  probes: Probes,
  name: string,
  { links, routes }: Machine,
): Promise<RoutelessDevice> {
  const entries = await answerOrError(probes.forwardingEntries(name));
  if (entries instanceof ProbeError) return { name, peers: entries, alive: [] };
  const noPeers = new Set([
    ...routes.map(({ gateway }) => gateway),
    ...links.flatMap(({ addresses }) => addresses.map((text) => text.split('/')[0])),
  ]);
  const peers = [...new Set(entries.map(({ destination }) => destination))].filter(
    (peer) => !noPeers.has(peer),
  );
  const asked = peers.slice(0, askedAtMost);
  const answers = await Promise.all(asked.map((peer) => probes.tcp(peer, kubeletPort)));
  return { name, peers, alive: asked.filter((_, index) => answers[index]?.kind === 'open') };
}
