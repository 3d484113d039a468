import { backendOf, type Machine } from '../../domain/flannel-device.ts';
import { contains, isLinkLocal, networkOf, parseCidr } from '../../domain/ip-address.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { Link, Probes, Route } from '../../domain/probes.ts';
import type { Lease, SubnetFile } from '../../domain/subnet-file.ts';

/** A vxlan device that no route to a peer leads over. */
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

/** Where routes lead over a family's device, nothing is asked: that is nearly every node. */
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
  return Promise.all(devices.map(({ name }) => look(probes, name, machine.routes)));
}

/** An earlier VNI's device may stand beside the one in use, still with its entries. */
const isRouted = (devices: readonly Link[], lease: Lease, routes: readonly Route[]): boolean =>
  routes.some(
    ({ device, destination }) =>
      devices.some(({ name }) => name === device) && leadsToPeers(destination, lease),
  );

/** Whatever the kernel does not make by itself: flannel before 0.9 has one for the whole network. */
function leadsToPeers(destination: string, { subnet }: Lease): boolean {
  const target = parseCidr(destination);
  return (
    target !== undefined && !isLinkLocal(target.address) && !contains(networkOf(subnet), target)
  );
}

/**
 * flannel leaves the entry of a peer's former MAC behind for good, even when the peer itself has
 * gone: an entry with a kubelet behind it is what counts. With DirectRouting a peer is the next hop
 * of its route, and needs no device.
 */
async function look(
  probes: Probes,
  name: string,
  routes: readonly Route[],
): Promise<RoutelessDevice> {
  const entries = await answerOrError(probes.forwardingEntries(name));
  if (entries instanceof ProbeError) return { name, peers: entries, alive: [] };
  const nextHops = new Set(routes.map(({ gateway }) => gateway));
  const peers = [...new Set(entries.map(({ destination }) => destination))].filter(
    (peer) => !nextHops.has(peer),
  );
  const asked = peers.slice(0, askedAtMost);
  const answers = await Promise.all(asked.map((peer) => probes.tcp(peer, kubeletPort)));
  return { name, peers, alive: asked.filter((_, index) => answers[index]?.kind === 'open') };
}
