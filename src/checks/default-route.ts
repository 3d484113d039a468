import { defineCheck } from '../domain/check.ts';
import { defaultRoutes } from '../domain/flannel-device.ts';
import { isLoopback, parseAddress } from '../domain/ip-address.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { Link, NeighbourState, Probes, Route } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { beyondNode, contradiction } from '../domain/reason-docs.ts';
import { routeTo } from '../domain/route-lookup.ts';
import type { SharedReason } from '../domain/shared-reasons.ts';
import { conclude, type Finding, notApplicable, unhealthy } from '../domain/verdict.ts';
import { collectNameservers } from './facts/nameservers.ts';
import { isPodDevice, ownAddresses } from './facts/own-addresses.ts';

const outsideIsLost = [
  ...['ExternalPingFailed', 'NameserversUnreachable', 'NameNotResolved'],
  ...['HttpUnreachable', 'ProxyUnreachable', 'UserDataFailed'],
];

const reasons = {
  NoUplinkAddress: {
    ...contradiction,
    confirmAfterMs: 60_000,
    cause:
      'No device to the outside has an address: DHCP failed, or the port of this node is not attached.',
    confirm:
      'ip addr; networkctl status; nmcli device; journalctl -u systemd-networkd -u NetworkManager -n 50',
    remedy:
      'Bring the network device up and renew its lease; look at the port of this server in OpenStack (openstack port list --server).',
    reference: 'https://docs.openstack.org/neutron/latest/admin/',
    causes: outsideIsLost,
  },
  NoDefaultRoute: {
    ...contradiction,
    cause:
      'Nothing tells the kernel where to send what this node has to reach: the route was removed, its device is down, or DHCP offered no router.',
    confirm: 'ip route; ip -6 route; cat /etc/resolv.conf',
    remedy:
      'Add the route (ip route add default via GATEWAY) and the gateway to the subnet or the network configuration, so that it survives a reboot.',
    reference: 'https://man7.org/linux/man-pages/man8/ip-route.8.html',
    causes: outsideIsLost,
  },
  GatewayUnreachable: {
    ...beyondNode,
    cause:
      'The gateway does not answer on the wire (ARP or neighbour discovery): the router is down, or its port, the VLAN or the security of the port is wrong.',
    confirm: 'ip neigh show {subject}; ip route',
    remedy:
      'Look at the router of this subnet (openstack router show, its port on the subnet) and at the cable or VLAN behind the uplink.',
    reference: 'https://man7.org/linux/man-pages/man8/ip-neighbour.8.html',
    causes: outsideIsLost,
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** A default route; with its gateway's state, if it has one and something here needs it. */
interface Exit {
  readonly route: Route;
  readonly gateway?: { readonly address: string; readonly state: NeighbourState | ProbeError };
}

/** This node has a way out, as far as anything on it needs one. */
export const defaultRoute = defineCheck({
  name: 'default-route',
  condition: 'ExternalNetworkProblem',
  asks: 'node',
  summary:
    'The uplink has an address, there is a route to what the node needs, and the gateway is there.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes) {
    const [links, routes, { listed, upstream }] = await Promise.all([
      probes.links(),
      probes.routes(),
      collectNameservers(probes),
    ]);
    const nameservers = upstream ?? listed;
    const [first, second] = bestExits(routes);
    const exits = await Promise.all([
      ...(first === undefined ? [] : [lookAtGateway(probes, first)]),
      ...(second === undefined ? [] : [lookIfNeeded(probes, second, nameservers)]),
    ]);
    return { links, routes, exits, nameservers };
  },

  evaluate({ links, routes, exits, nameservers }, { node }) {
    if (ownAddresses(links).length === 0) return unhealthy(noAddress(links));
    const needs = [
      ...(exits.length === 0 && node.external === 'expected' ? ['the outside'] : []),
      ...cutOff(nameservers, routes),
    ];
    if (needs.length > 0) return unhealthy(noRoute(needs, routes));
    if (exits.length === 0)
      return notApplicable(
        'NoExternalAccess',
        'there is no default route, and nothing asks for one',
      );
    return conclude<Reason | SharedReason>({
      broken: exits.flatMap(unreachableGateway),
      open: exits.flatMap(unseenGateway),
      fine: exits.map(describe).join('; '),
    });
  },
});

/** The best living default route of each family. */
const bestExits = (routes: readonly Route[]): readonly Route[] =>
  ([4, 6] as const).flatMap(
    (family) => defaultRoutes(routes).find((route) => route.family === family && !route.dead) ?? [],
  );

async function lookAtGateway(probes: Probes, route: Route): Promise<Exit> {
  const address = route.gateway;
  if (address === undefined) return { route };
  const state = await answerOrError(probes.neighbour(address, route.device));
  return { route, gateway: { address, state } };
}

/** A router that announces IPv6 and is gone harms nobody who uses IPv4 alone. */
const lookIfNeeded = async (
  probes: Probes,
  route: Route,
  nameservers: readonly string[],
): Promise<Exit> =>
  nameservers.some((server) => parseAddress(server)?.family === route.family)
    ? lookAtGateway(probes, route)
    : { route };

const noAddress = (links: readonly Link[]): Finding<Reason> => {
  const uplinks = links.filter((link) => !isPodDevice(link) && link.linkType !== 'loopback');
  const seen = uplinks.map(({ name, up, carrier }) =>
    up ? `${name} ${carrier ? 'up' : 'without carrier'}` : `${name} down`,
  );
  return {
    reason: 'NoUplinkAddress',
    ...(uplinks[0] && { subject: uplinks[0].name }),
    message: `no network device has an address (${seen.join(', ') || 'there is none'})`,
  };
};

/** Still INCOMPLETE after the probe's patience: other packets make the kernel ask ever again. */
function unreachableGateway({ route, gateway }: Exit): readonly Finding<Reason>[] {
  if (gateway?.state !== 'FAILED' && gateway?.state !== 'INCOMPLETE') return [];
  const message = `gateway ${gateway.address} on ${route.device} does not answer (neighbour entry ${gateway.state})`;
  return [{ reason: 'GatewayUnreachable', subject: gateway.address, message }];
}

const unseenGateway = ({ gateway }: Exit): readonly Finding<SharedReason>[] =>
  gateway?.state instanceof ProbeError
    ? [{ reason: gateway.state.reason, message: gateway.state.message }]
    : [];

const describe = ({ route, gateway }: Exit): string =>
  [
    'default route',
    ...(route.gateway === undefined ? [] : [`via ${route.gateway}`]),
    `dev ${route.device}`,
    ...(typeof gateway?.state === 'string' ? [`(${gateway.state})`] : []),
  ].join(' ');

/** The nameservers, if no route leads to any of them: one of several out of reach harms nobody. */
const cutOff = (nameservers: readonly string[], routes: readonly Route[]): readonly string[] =>
  nameservers.every((server) => isCutOff(server, routes)) ? nameservers : [];

const isCutOff = (server: string, routes: readonly Route[]): boolean => {
  const address = parseAddress(server);
  if (address === undefined || isLoopback(address)) return false;
  const living = routes.filter(({ dead }) => !dead);
  return routeTo(living, address)?.type !== 'unicast';
};

function noRoute(needs: readonly string[], routes: readonly Route[]): Finding<Reason> {
  const defaults = defaultRoutes(routes);
  const dead = defaults.find((route) => route.dead);
  const why =
    dead === undefined
      ? `there is no ${defaults.length === 0 ? 'default route' : 'route'}`
      : `the default route is dead (${dead.device} has no carrier)`;
  return { reason: 'NoDefaultRoute', message: `${why}, and this node needs ${needs.join(', ')}` };
}
