import t from 'tap';
import { defaultRoute } from '../../src/checks/default-route.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { Link, NeighbourState, Route } from '../../src/domain/probes.ts';
import {
  bridge,
  link,
  nodeSettings,
  route,
  defaultRoute as toGateway,
  uplink,
  vxlanDevice,
} from '../support/facts.ts';
import { loopback, probesOf, vxlanNode } from '../support/fake-node.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();
const ipv6Exit = route('::/0', 'eth0', { family: 6, gateway: 'fe80::1', metric: 1024 });
const local = route('10.0.0.0/24', 'eth0');

type Neighbours = ReadonlyMap<string, NeighbourState | ProbeError>;

const stateOf = (neighbour: Case['neighbour'], address: string): NeighbourState | ProbeError =>
  (neighbour instanceof Map ? neighbour.get(address) : neighbour) ?? 'REACHABLE';

interface Case {
  readonly title: string;
  readonly links?: readonly Link[];
  readonly routes?: readonly Route[];
  readonly resolvConf?: string;
  /** The resolv.conf of systemd-resolved itself. */
  readonly upstream?: string;
  readonly node?: Partial<NodeSettings>;
  /** Of every gateway, or by gateway; any other is REACHABLE. */
  readonly neighbour?: NeighbourState | ProbeError | Neighbours;
  readonly verdict: string;
  readonly message?: string | RegExp;
}

const cases: readonly Case[] = [
  {
    title: 'the gateway is there',
    verdict: 'healthy',
    message: 'default route via 10.0.0.1 dev eth0 (REACHABLE)',
  },
  { title: 'nobody has asked the gateway lately', neighbour: 'STALE', verdict: 'healthy' },
  { title: 'nothing could be sent to the gateway', neighbour: 'ABSENT', verdict: 'healthy' },
  {
    title: 'the route needs no gateway',
    routes: [route('0.0.0.0/0', 'ppp0')],
    verdict: 'healthy',
    message: 'default route dev ppp0',
  },
  {
    title: 'the gateway does not answer on the wire',
    neighbour: 'FAILED',
    verdict: 'unhealthy GatewayUnreachable',
    message: 'gateway 10.0.0.1 on eth0 does not answer (neighbour entry FAILED)',
  },
  {
    title: 'the kernel still asks after all the patience',
    neighbour: 'INCOMPLETE',
    verdict: 'unhealthy GatewayUnreachable',
    message: /INCOMPLETE/,
  },
  {
    title: 'the gateway could not be looked at',
    neighbour: new ProbeError('ToolFailed', 'ip neigh fails'),
    verdict: 'unknown ToolFailed',
    message: 'ip neigh fails',
  },
  {
    title: 'one gateway is gone, and the other could not be looked at',
    routes: [toGateway(), ipv6Exit],
    resolvConf: 'nameserver 10.0.0.2\nnameserver 2001:db8::53\n',
    neighbour: new Map<string, NeighbourState | ProbeError>([
      ['10.0.0.1', 'FAILED'],
      ['fe80::1', new ProbeError('NotPermitted', 'ip neigh may not be asked')],
    ]),
    verdict: 'unhealthy GatewayUnreachable',
  },
  {
    title: 'the gateway of a dearer route is gone',
    routes: [toGateway(), toGateway({ gateway: '10.0.0.9', metric: 100 })],
    neighbour: new Map([['10.0.0.9', 'FAILED']]),
    verdict: 'healthy',
  },
  {
    title: 'one default route is dead, and another lives',
    routes: [toGateway({ dead: true }), toGateway({ device: 'eth1', metric: 100 })],
    verdict: 'healthy',
    message: /dev eth1/,
  },
  {
    title: 'the uplink is a bridge (an OpenStack host)',
    links: [loopback(), link('eth0'), bridge('br-ex', { addresses: ['10.0.0.5/24'] })],
    routes: [toGateway({ device: 'br-ex' })],
    verdict: 'healthy',
  },
  {
    title: 'the node has IPv6 alone',
    links: [loopback(), uplink({ addresses: ['2001:db8::5/64', 'fe80::5/64'] })],
    routes: [ipv6Exit],
    resolvConf: 'nameserver 2001:db8::53\n',
    verdict: 'healthy',
    message: 'default route via fe80::1 dev eth0 (REACHABLE)',
  },
  {
    title: 'a second, dead IPv6 exit serves nobody',
    routes: [toGateway(), ipv6Exit],
    verdict: 'healthy',
    message: 'default route via 10.0.0.1 dev eth0 (REACHABLE); default route via fe80::1 dev eth0',
  },
  {
    title: 'a nameserver is asked through a dead IPv6 exit',
    routes: [toGateway(), ipv6Exit],
    resolvConf: 'nameserver 2001:db8::53\n',
    neighbour: 'FAILED',
    verdict: 'unhealthy GatewayUnreachable GatewayUnreachable',
  },
  {
    title: 'one of two nameservers is asked through a dead IPv6 exit',
    routes: [toGateway(), ipv6Exit],
    resolvConf: 'nameserver 10.0.0.2\nnameserver 2001:db8::53\n',
    neighbour: new Map([['fe80::1', 'FAILED']]),
    verdict: 'unhealthy GatewayUnreachable',
    message: /fe80::1/,
  },
  {
    title: 'IPv6 is the only way out, and its gateway is gone',
    routes: [ipv6Exit],
    resolvConf: '',
    neighbour: 'FAILED',
    verdict: 'unhealthy GatewayUnreachable',
    message: /fe80::1/,
  },
  {
    title: 'no device has an address',
    links: [loopback(), uplink({ addresses: ['fe80::1/64'] }), bridge('cni0'), vxlanDevice()],
    routes: [],
    verdict: 'unhealthy NoUplinkAddress',
    message: 'no network device has an address (eth0 up)',
  },
  {
    title: 'the only device is down',
    links: [loopback(), link('eth0', { up: false, carrier: false, addresses: [] })],
    routes: [],
    verdict: 'unhealthy NoUplinkAddress',
    message: /eth0 down/,
  },
  {
    title: 'the only device has no cable',
    links: [link('eth0', { carrier: false, addresses: [] })],
    routes: [],
    verdict: 'unhealthy NoUplinkAddress',
    message: /eth0 without carrier/,
  },
  {
    title: 'there is no device at all',
    links: [loopback()],
    routes: [],
    verdict: 'unhealthy NoUplinkAddress',
    message: /there is none/,
  },
  {
    title: 'nothing leads to the nameservers',
    routes: [route('10.9.0.0/24', 'eth0')],
    verdict: 'unhealthy NoDefaultRoute',
    message: 'there is no default route, and this node needs 10.0.0.2, 10.0.0.3',
  },
  {
    title: 'nothing leads to the nameservers behind the stub of systemd-resolved',
    routes: [local],
    resolvConf: 'nameserver 127.0.0.53\n',
    upstream: 'nameserver 8.8.8.8\n',
    verdict: 'unhealthy NoDefaultRoute',
    message: 'there is no default route, and this node needs 8.8.8.8',
  },
  {
    title: 'IPv6 leads out, and nothing to the IPv4 nameservers',
    routes: [ipv6Exit],
    verdict: 'unhealthy NoDefaultRoute',
    message: 'there is no route, and this node needs 10.0.0.2, 10.0.0.3',
  },
  {
    title: 'a route forbids the way to the nameservers',
    routes: [toGateway(), route('10.0.0.0/8', 'lo', { type: 'unreachable' })],
    verdict: 'unhealthy NoDefaultRoute',
    message: 'there is no route, and this node needs 10.0.0.2, 10.0.0.3',
  },
  {
    title: 'the uplink of the default route has no carrier',
    routes: [{ ...toGateway(), dead: true }],
    verdict: 'unhealthy NoDefaultRoute',
    message: /^the default route is dead \(eth0 has no carrier\)/,
  },
  {
    title: 'this node has to reach the outside without a default route',
    routes: [local],
    node: { external: 'expected' },
    verdict: 'unhealthy NoDefaultRoute',
    message: 'there is no default route, and this node needs the outside',
  },
  {
    title: 'one of two nameservers is out of reach',
    routes: [local],
    resolvConf: 'nameserver 10.0.0.2\nnameserver 192.0.2.1\n',
    verdict: 'notApplicable NoExternalAccess',
  },
  {
    title: 'an air-gapped node asks for nothing outside',
    routes: [local],
    resolvConf: 'nameserver 127.0.0.1\n',
    verdict: 'notApplicable NoExternalAccess',
    message: 'there is no default route, and nothing asks for one',
  },
];

for (const { title, links, routes, resolvConf, upstream, node, neighbour, ...row } of cases) {
  t.test(`${row.verdict} when ${title}`, async (t) => {
    const files = {
      ...vxlanNode.files,
      ...(resolvConf !== undefined && { '/etc/resolv.conf': resolvConf }),
      ...(upstream !== undefined && { '/run/systemd/resolve/resolv.conf': upstream }),
    };
    const probes = {
      ...probesOf({
        ...vxlanNode,
        files,
        links: links ?? vxlanNode.links,
        routes: routes ?? vxlanNode.routes,
      }),
      async neighbour(address: string) {
        const state = stateOf(neighbour, address);
        if (state instanceof ProbeError) throw state;
        return state;
      },
    };
    const verdict = await defaultRoute.configure(nodeSettings(node), {}).run(probes, signal);
    t.equal(verdictLine(verdict), row.verdict);
    const message = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (row.message !== undefined) t.match(message, row.message);
  });
}

t.test('a gateway is looked at on its own device, and only one that counts', async (t) => {
  const asked: string[] = [];
  const probes = {
    ...probesOf({ ...vxlanNode, routes: [toGateway({ device: 'eth1' }), ipv6Exit, local] }),
    async neighbour(address: string, device: string): Promise<NeighbourState> {
      asked.push(`${address} ${device}`);
      return 'REACHABLE';
    },
  };
  await defaultRoute.configure(nodeSettings(), {}).run(probes, signal);
  t.same(asked, ['10.0.0.1 eth1']);
});

t.test('routes that cannot be listed are not missing', async (t) => {
  const error = new ProbeError('ToolTooOld', 'ip has no -j');
  const probes = { ...probesOf(vxlanNode), routes: () => Promise.reject(error) };
  await t.rejects(defaultRoute.configure(nodeSettings(), {}).run(probes, signal), error);
});
