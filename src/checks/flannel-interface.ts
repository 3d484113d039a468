import { defineCheck } from '../domain/check.ts';
import { backendOf, type FlannelBackend } from '../domain/flannel-device.ts';
import {
  type Cidr,
  formatAddress,
  isLinkLocal,
  networkOf,
  parseCidr,
  sameAddress,
} from '../domain/ip-address.ts';
import { judgePodNetwork, soundSubnetFile, verdictWithoutFlannel } from '../domain/pod-network.ts';
import type { Link } from '../domain/probes.ts';
import { findFlanneld } from '../domain/process-flags.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { contradiction, recoverable } from '../domain/reason-docs.ts';
import type { Lease, SubnetFile } from '../domain/subnet-file.ts';
import { conclude, type Finding, notApplicable, unknown } from '../domain/verdict.ts';
import { chosenUplinks, sendsElsewhere } from './facts/flannel-uplink.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

const troubleshooting =
  'https://github.com/flannel-io/flannel/blob/master/Documentation/troubleshooting.md';

const reasons = {
  FlannelInterfaceMissing: {
    ...recoverable,
    cause:
      'The device was deleted (a network restart does it), or flanneld never made it; the tun of the udp backend goes with flanneld.',
    confirm: 'ip -d link show {subject}; systemctl status flanneld',
    remedy:
      'Restart flanneld: before 0.27.4 it does not make the device again by itself. Tell NetworkManager and networkd to leave flannel* alone.',
    reference: 'https://github.com/flannel-io/flannel/issues/869',
    causes: [],
  },
  FlannelInterfaceDown: {
    ...contradiction,
    cause:
      'Something has set the device down, or no flanneld stands behind its tun. flanneld does not notice.',
    confirm: 'ip -d link show {subject}',
    remedy:
      'Restart flanneld (bringing only the device up leaves the routes of the other nodes missing).',
    reference: 'https://github.com/flannel-io/flannel/issues/1039',
    causes: [],
  },
  FlannelInterfaceAddressMismatch: {
    ...contradiction,
    cause:
      'The device holds the address of another subnet, or none: flanneld got a new subnet, or somebody flushed the addresses.',
    confirm: 'ip addr show {subject}; grep SUBNET /run/flannel/subnet.env',
    remedy: 'Delete the device (ip link delete {subject}) and restart flanneld.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: ['RouteMissing', 'PeersUndecided'],
  },
  FlannelInterfaceMtuMismatch: {
    ...contradiction,
    cause:
      'The device takes packets that do not fit through the overlay: its MTU was changed, or the uplink had another one when flanneld started.',
    confirm: 'ip link show {subject}; grep MTU /run/flannel/subnet.env',
    remedy:
      'Give it the value of FLANNEL_MTU (ip link set {subject} mtu …), and set the uplink right before flanneld starts.',
    reference: 'https://github.com/flannel-io/flannel/issues/1011',
    causes: [],
  },
  FlannelInterfaceWrongUplink: {
    ...contradiction,
    cause: 'flanneld sends through another device than the one that it was told to use.',
    confirm: 'ip -d link show {subject}; pgrep -a flanneld',
    remedy:
      'Delete the device (ip link delete {subject}) and restart flanneld with the right --iface.',
    reference: troubleshooting,
    causes: [],
  },
  NoFlannelInterface: {
    ...contradiction,
    cause: 'The backend (host-gw, alloc, a cloud one) sends without a device of its own.',
    confirm: 'ip route; grep MTU /run/flannel/subnet.env',
    remedy: 'Nothing. If this node has another backend, name it in the option flannel.backend.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md',
    causes: [],
  },
  FlannelBackendUndecided: {
    ...contradiction,
    cause:
      'There is no flannel device, and FLANNEL_MTU fits none of the backends over this uplink.',
    confirm: 'ip link; grep MTU /run/flannel/subnet.env',
    remedy: 'Name the backend in the option flannel.backend.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** The backend's device exists, is up, and agrees with subnet.env. */
export const flannelInterface = defineCheck({
  name: 'flannel-interface',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: "The flannel device is there, up, holds the subnet's address and no larger MTU.",
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }) {
    const network = await collectPodNetwork(probes, node);
    if (judgePodNetwork(network, node).kind === 'other') return { network, links: [], routes: [] };
    const [links, routes] = await Promise.all([probes.links(), probes.routes()]);
    return { network, links, routes };
  },

  evaluate({ network, links, routes }, { node }) {
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    const file = soundSubnetFile(network);
    if (file === undefined)
      return unknown('NoFlannelSubnet', 'without a sound subnet.env no device can be compared');
    const uplinks = chosenUplinks(node, findFlanneld(network.processes.processes));
    const backend = backendOf(file, node.flannelBackend, { links, routes, uplinks });
    if (backend === 'direct')
      return notApplicable('NoFlannelInterface', 'this backend routes without a device of its own');
    if (backend === 'undecided')
      return unknown(
        'FlannelBackendUndecided',
        `no flannel device is there, and MTU ${file.mtu} does not tell which one should be`,
      );
    const judged = file.leases.map((lease) =>
      judgeDevice(backend, lease, { file, links, uplinks }),
    );
    // One device may carry both families: then what is wrong with it shows twice.
    const broken = new Map(
      judged.flatMap((device) => device.broken.map((finding) => [finding.message, finding])),
    );
    return conclude({
      broken: [...broken.values()],
      fine: judged.flatMap(({ fine }) => fine).join('; '),
    });
  },
});

interface Surroundings {
  readonly file: SubnetFile;
  readonly links: readonly Link[];
  /** What flannel was told to send through. */
  readonly uplinks: readonly string[];
}

interface Judged {
  readonly broken: readonly Finding<Reason>[];
  readonly fine: readonly string[];
}

function judgeDevice({ device }: FlannelBackend, lease: Lease, surroundings: Surroundings): Judged {
  const { file, links } = surroundings;
  const known = device[lease.family];
  if (known === undefined) return { broken: [], fine: [] };
  const candidates = links.filter(({ name }) => known.pattern.test(name));
  const link =
    candidates.find((candidate) => holdsBase(candidate, lease)) ??
    candidates.find(({ name }) => name === known.usual) ??
    candidates[0];
  if (link === undefined) return { broken: [missing(known.usual)], fine: [] };
  const broken = [
    ...down(link),
    ...wrongAddress(link, lease),
    ...tooLarge(link, file.mtu),
    ...wrongUplink(link, surroundings),
  ];
  return { broken, fine: [`${link.name} has ${base(lease)} and MTU ${link.mtu}`] };
}

/** The subnet's "0" address: what every version of flannel gives its device. */
const baseOf = ({ subnet }: Lease): Cidr => networkOf(subnet);

const base = (lease: Lease): string => formatAddress(baseOf(lease).address);

/** flannel has given the device the whole network's prefix (before 0.9 and 0.11) or a host's. */
function holdsBase({ addresses }: Link, lease: Lease): boolean {
  const host = lease.family === 4 ? 32 : 128;
  const prefixes = [host, ...lease.networks.map(({ prefix }) => prefix)];
  return addresses
    .flatMap((text) => parseCidr(text) ?? [])
    .some(
      ({ address, prefix }) =>
        sameAddress(address, baseOf(lease).address) &&
        (lease.networks.length === 0 || prefixes.includes(prefix)),
    );
}

const missing = (name: string): Finding<Reason> => ({
  reason: 'FlannelInterfaceMissing',
  subject: name,
  message: `${name} does not exist`,
});

/** A tun whose daemon has gone is still UP, but without carrier. */
function down({ name, up, carrier, kind }: Link): readonly Finding<Reason>[] {
  if (up && (carrier || kind !== 'tun')) return [];
  const message = up ? `${name} has no process behind it (NO-CARRIER)` : `${name} is down`;
  return [{ reason: 'FlannelInterfaceDown', subject: name, message }];
}

function wrongAddress(link: Link, lease: Lease): readonly Finding<Reason>[] {
  // The kernel takes IPv6 addresses off a device that is set down.
  const takenAway = lease.family === 6 && !link.up;
  if (holdsBase(link, lease) || takenAway) return [];
  const seen = link.addresses.filter((text) => {
    const address = parseCidr(text)?.address;
    return address?.family === lease.family && !isLinkLocal(address);
  });
  return [
    {
      reason: 'FlannelInterfaceAddressMismatch',
      subject: link.name,
      message: `${link.name} has ${seen.join(', ') || 'no address'}, flannel gave this node ${base(lease)}`,
    },
  ];
}

const tooLarge = ({ name, mtu }: Link, largest: number): readonly Finding<Reason>[] =>
  mtu <= largest
    ? []
    : [
        {
          reason: 'FlannelInterfaceMtuMismatch',
          subject: name,
          message: `${name} has MTU ${mtu}, the overlay carries ${largest}`,
        },
      ];

function wrongUplink(link: Link, { uplinks, links }: Surroundings): readonly Finding<Reason>[] {
  if (!sendsElsewhere(link, uplinks, links)) return [];
  const used = [link.vxlan?.link, link.vxlan?.local].filter((uplink) => uplink !== undefined);
  return [
    {
      reason: 'FlannelInterfaceWrongUplink',
      subject: link.name,
      message: `${link.name} sends through ${used.join(' with ')}, flannel was told ${uplinks.join(' or ')}`,
    },
  ];
}
