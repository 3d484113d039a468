import { contains, parseCidr } from './ip-address.ts';
import type { PeerDevice } from './peer-routes.ts';
import type { Link, Route } from './probes.ts';
import type { SubnetFile } from './subnet-file.ts';

/** A flannel backend that sends through a device of its own. */
export interface FlannelBackend {
  readonly name: string;
  /** How much smaller FLANNEL_MTU is than the uplink's MTU. */
  readonly overhead: number;
  /** Its device by family; absent where the backend carries no such family. */
  readonly device: Readonly<Partial<Record<4 | 6, DeviceName>>>;
}

export interface DeviceName {
  /** The VNI and the tun's number may differ from node to node. */
  readonly pattern: RegExp;
  readonly usual: string;
}

/** `direct`: a backend without a device, such as host-gw; `undecided`: nothing tells which it is. */
export type BackendChoice = FlannelBackend | 'direct' | 'undecided';

const backends: readonly FlannelBackend[] = [
  {
    name: 'vxlan',
    overhead: 50,
    device: {
      4: { pattern: /^flannel\.\d+$/, usual: 'flannel.1' },
      6: { pattern: /^flannel-v6\.\d+$/, usual: 'flannel-v6.1' },
    },
  },
  { name: 'udp', overhead: 28, device: { 4: { pattern: /^flannel\d+$/, usual: 'flannel0' } } },
  {
    name: 'wireguard',
    overhead: 80,
    device: {
      4: { pattern: /^flannel-wg$/, usual: 'flannel-wg' },
      6: { pattern: /^flannel-wg(-v6)?$/, usual: 'flannel-wg-v6' },
    },
  },
  {
    name: 'ipip',
    overhead: 20,
    device: { 4: { pattern: /^flannel\.ipip$/, usual: 'flannel.ipip' } },
  },
];

/** `extension` makes what its own commands make. */
const withoutDevice: readonly string[] = [
  ...['host-gw', 'alloc', 'ipsec', 'extension', 'aws-vpc', 'gce', 'ali-vpc', 'tencent-vpc'],
];

/** What the machine shows of flannel's surroundings. */
export interface Machine {
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  /** Names or addresses that flannel was told to send through; empty: it chose by itself. */
  readonly uplinks: readonly string[];
}

/**
 * Which backend flannel runs here. What was said counts first. Then the machine: a device with
 * FLANNEL_MTU is the backend's own, while one that an earlier backend left behind has another MTU.
 */
export function backendOf(file: SubnetFile, said: string, machine: Machine): BackendChoice {
  const told = toldBackend(said);
  if (told !== undefined) return told;
  const present = backends.flatMap((backend) =>
    devicesOf(backend, machine.links).map((link) => ({ backend, link })),
  );
  const fitting = present.find(({ link }) => link.mtu === file.mtu);
  if (fitting !== undefined) return fitting.backend;
  const uplinkMtu = underlayOf(file, machine)?.mtu;
  if (uplinkMtu === file.mtu) return 'direct';
  if (present[0] !== undefined) return present[0].backend;
  return (
    backends.find(({ overhead }) => uplinkMtu !== undefined && uplinkMtu - overhead === file.mtu) ??
    'undecided'
  );
}

/** The device that flannel sends from: what it was told, what it takes by itself, what its routes use. */
export function underlayOf(
  { leases }: SubnetFile,
  { links, routes, uplinks }: Machine,
): Link | undefined {
  const told = links.find(({ name, addresses }) =>
    uplinks.some((uplink) => uplink === name || addresses.some((a) => a.startsWith(`${uplink}/`))),
  );
  const networks = leases.flatMap((lease) => lease.networks);
  const toPeer = routes.find(({ destination, gateway }) => {
    const subnet = parseCidr(destination);
    return (
      gateway !== undefined &&
      subnet !== undefined &&
      networks.some((network) => contains(network, subnet))
    );
  });
  return told ?? uplinkOf(links, routes) ?? links.find(({ name }) => name === toPeer?.device);
}

/** flannel reads the name in any case; k3s says wireguard-native. Any other name tells nothing. */
function toldBackend(said: string): BackendChoice | undefined {
  const wanted = said.toLowerCase().replace(/-native$/, '');
  const known = backends.find(({ name }) => name === wanted);
  return known ?? (withoutDevice.includes(wanted) ? 'direct' : undefined);
}

const devicesOf = ({ device }: FlannelBackend, links: readonly Link[]): readonly Link[] =>
  links.filter(({ name }) => [device[4], device[6]].some((known) => known?.pattern.test(name)));

/**
 * The flannel devices that are up. udp and wireguard route the whole network without a gateway: they
 * have no routes that a peer's coming and going changes.
 */
export const peerDevices = (
  links: readonly Link[],
  routes: readonly Route[],
): readonly PeerDevice[] =>
  backends
    .flatMap((backend) => devicesOf(backend, links))
    .filter(({ up }) => up)
    .map(({ name, index }) => ({
      name,
      index,
      routes: routes.filter(({ device, gateway }) => device === name && gateway !== undefined)
        .length,
    }));

/** The device of the default route with the lowest metric, IPv4 first: what flannel takes by itself. */
export function uplinkOf(links: readonly Link[], routes: readonly Route[]): Link | undefined {
  const [best] = defaultRoutes(routes);
  return links.find(({ name }) => name === best?.device);
}

export const defaultRoutes = (routes: readonly Route[]): readonly Route[] =>
  routes
    .filter(
      ({ destination, type }) => /^(0\.0\.0\.0|::)\/0$/.test(destination) && type === 'unicast',
    )
    .toSorted((a, b) => a.family - b.family || a.metric - b.metric);
