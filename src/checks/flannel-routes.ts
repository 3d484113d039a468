import { defineCheck } from '../domain/check.ts';
import { peerDevices } from '../domain/flannel-device.ts';
import { lostDevices, type PeerDevice, type PeerRoutes } from '../domain/peer-routes.ts';
import {
  judgePodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
  verdictWithoutFlannel,
} from '../domain/pod-network.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { findFlanneld } from '../domain/process-flags.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { recoverable } from '../domain/reason-docs.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { conclude, type Finding, unknown } from '../domain/verdict.ts';
import { chosenUplinks } from './facts/flannel-uplink.ts';
import { collectPodNetwork } from './facts/pod-network.ts';
import { type RoutelessDevice, routelessDevices } from './facts/routeless-devices.ts';

const reasons = {
  PeersLost: {
    ...recoverable,
    cause:
      'Something deleted the flannel device (a network restart, an uplink that went away), and flanneld made it again, as it does since 0.27.4. The routes, neighbours and forwarding entries of the other nodes have gone with the old one, and it does not make them again, but says that it is well.',
    confirm: 'ip route show dev {subject}; bridge fdb show dev {subject}',
    remedy:
      'Restart flanneld, or delete the flannel pod of this node. Tell NetworkManager and networkd to leave flannel* alone.',
    reference: 'https://github.com/flannel-io/flannel/issues/2247',
    causes: [],
  },
  RouteMissing: {
    ...recoverable,
    cause:
      'The flannel device was set down and up again (by hand, by NetworkManager or networkd), or its routes were flushed. With a device that goes down the kernel takes off the routes and neighbours of the other nodes, not the forwarding entries; flanneld does not notice.',
    confirm:
      'ip route show dev {subject}; ip neigh show dev {subject}; bridge fdb show dev {subject}',
    remedy:
      'Restart flanneld (systemctl restart flanneld, or delete the kube-flannel pod of this node; inside k3s, restart k3s). Tell NetworkManager and networkd to leave flannel* alone.',
    reference: 'https://github.com/flannel-io/flannel/issues/1070',
    causes: [],
  },
  PeersUndecided: {
    ...recoverable,
    cause:
      'The flannel device forwards to one node that answers, and no route leads to its pods. Its routes may be lost, as with RouteMissing; or that node has left the cluster, and flanneld has left a forwarding entry of it behind.',
    confirm: 'kubectl get nodes -o wide; ip route; bridge fdb show dev {subject}',
    remedy:
      'Where that node belongs to the cluster, restart flanneld. Where it has left, take its entry off (bridge fdb del MAC dev {subject} dst ADDRESS).',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** An entry of a node that has left may stay behind, with its address in use: one proves nothing. */
const certainFrom = 2;

interface RouteFacts {
  readonly network: PodNetworkFacts;
  readonly routeless: readonly RoutelessDevice[];
  /** Absent where nothing tells what flannel has set up. */
  readonly seen?: PeerRoutes;
  /** What earlier rounds saw. */
  readonly former?: PeerRoutes | undefined;
}

/** The routes to peers are still there after flannel's device was made anew, or set down and up. */
export const flannelRoutes = defineCheck({
  name: 'flannel-routes',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: 'The flannel device has not lost the routes to the other nodes.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }): Promise<RouteFacts> {
    const network = await collectPodNetwork(probes, node);
    const { subnetFile } = network;
    const nothing = { network, routeless: [] };
    if (judgePodNetwork(network, node).kind === 'other') return nothing;
    const file = soundSubnetFile(network);
    if (subnetFile.kind !== 'text' || file === undefined) return nothing;
    const [links, routes] = await Promise.all([probes.links(), probes.routes()]);
    const uplinks = chosenUplinks(node, findFlanneld(network.processes.processes));
    const machine = { links, routes, uplinks };
    const routeless = await routelessDevices(probes, { file, node, machine });
    // Those stay known as they were: what is made anew after that has lost its routes all the same.
    // Where peers may only have left, nothing stays known that could be called lost later.
    const devices = peerDevices(links, routes).filter(
      (device) =>
        !routeless.some(({ name, alive }) => name === device.name && alive.length >= certainFrom),
    );
    const seen = { writtenAt: subnetFile.modifiedAt, devices };
    return { network, routeless, seen, former: await probes.formerPeers(seen) };
  },

  evaluate({ network, routeless, seen, former }, { node }) {
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    if (seen === undefined)
      return unknown('NoFlannelSubnet', 'without a sound subnet.env no routes can be compared');
    return conclude<Reason | SharedReason>({
      broken: [...lostDevices(former, seen).map(lost), ...routeless.flatMap(missing)],
      open: routeless.flatMap(undecided),
      fine: describe(seen.devices),
    });
  },
});

const lost = ({ name, routes }: PeerDevice): Finding<Reason> => ({
  reason: 'PeersLost',
  subject: name,
  message: `${name} was made anew, and its routes to peers have not come back: ${routes} before, none now`,
});

const missing = ({ name, peers, alive }: RoutelessDevice): readonly Finding<Reason>[] =>
  peers instanceof ProbeError || alive.length < certainFrom
    ? []
    : [
        {
          reason: 'RouteMissing',
          subject: name,
          message: `no route to a peer leads over ${name}, which has forwarding entries for ${peers.length}`,
          evidence: [`kubelets that answer there: ${alive.join(', ')}`],
        },
      ];

function undecided(device: RoutelessDevice): readonly Finding<Reason | SharedReason>[] {
  const { name, peers, alive } = device;
  if (peers instanceof ProbeError)
    return [{ reason: peers.reason, subject: name, message: peers.message }];
  if (alive.length !== 1) return [];
  return [
    {
      reason: 'PeersUndecided',
      subject: name,
      message: `${name} forwards to one node that answers, ${alive[0]}, and no route leads there: its routes are lost, or the entry was left behind`,
    },
  ];
}

const describe = (devices: readonly PeerDevice[]): string =>
  devices.length === 0
    ? 'no flannel device is up'
    : `routes to peers' subnets: ${devices.map(({ name, routes }) => `${routes} over ${name}`).join(', ')}`;
