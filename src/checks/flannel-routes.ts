import { defineCheck } from '../domain/check.ts';
import { peerDevices } from '../domain/flannel-device.ts';
import { lostDevices, type PeerDevice, type PeerRoutes } from '../domain/peer-routes.ts';
import {
  judgePodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
  verdictWithoutFlannel,
} from '../domain/pod-network.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { recoverable } from '../domain/reason-docs.ts';
import { conclude, type Finding, unknown } from '../domain/verdict.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

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
} as const satisfies Record<string, ReasonDoc>;

interface RouteFacts {
  readonly network: PodNetworkFacts;
  /** Absent where nothing tells what flannel has set up. */
  readonly seen?: PeerRoutes;
  /** What earlier rounds saw. */
  readonly former?: PeerRoutes | undefined;
}

/** The routes to peers are still there when flanneld has made its device anew. */
export const flannelRoutes = defineCheck({
  name: 'flannel-routes',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: 'No flannel device was made anew without the routes to the other nodes.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }): Promise<RouteFacts> {
    const network = await collectPodNetwork(probes, node);
    const { subnetFile } = network;
    if (judgePodNetwork(network, node).kind === 'other') return { network };
    if (subnetFile.kind !== 'text' || soundSubnetFile(network) === undefined) return { network };
    const [links, routes] = await Promise.all([probes.links(), probes.routes()]);
    const seen = { writtenAt: subnetFile.modifiedAt, devices: peerDevices(links, routes) };
    return { network, seen, former: await probes.formerPeers(seen) };
  },

  evaluate({ network, seen, former }, { node }) {
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    if (seen === undefined)
      return unknown('NoFlannelSubnet', 'without a sound subnet.env no routes can be compared');
    return conclude({
      broken: lostDevices(former, seen).map(lost),
      fine: describe(seen.devices),
    });
  },
});

const lost = ({ name, routes }: PeerDevice): Finding<keyof typeof reasons> => ({
  reason: 'PeersLost',
  subject: name,
  message: `${name} was made anew, and its routes to peers have not come back: ${routes} before, none now`,
});

const describe = (devices: readonly PeerDevice[]): string =>
  devices.length === 0
    ? 'no flannel device is up'
    : `routes to peers' subnets: ${devices.map(({ name, routes }) => `${routes} over ${name}`).join(', ')}`;
