import t from 'tap';
import { routelessDevices } from '../../../src/checks/facts/routeless-devices.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { Link, Route, TcpAnswer } from '../../../src/domain/probes.ts';
import { parseForwardingEntries } from '../../../src/probes/forwarding-entries.ts';
import { parseLinks } from '../../../src/probes/links.ts';
import { parseRoutes } from '../../../src/probes/routes.ts';
import {
  bridge,
  defaultRoute,
  lease,
  link,
  nodeSettings,
  route,
  tunDevice,
  uplink,
  vxlanDevice,
} from '../../support/facts.ts';
import { fakeProbes } from '../../support/fake-probes.ts';
import { fixture } from '../../support/fixture.ts';

const ipv6Lease = lease('2001:cafe:42:1::1/64', '2001:cafe:42::/56');
const ipv6Device = vxlanDevice({ name: 'flannel-v6.1', addresses: ['2001:cafe:42:1::/128'] });
const links = [uplink(), vxlanDevice(), ipv6Device];
const overV4 = route('10.100.61.0/24', 'flannel.1', { gateway: '10.100.61.0' });
const overV6 = route('2001:cafe:42:2::/64', 'flannel-v6.1', { gateway: '2001:cafe:42:2::' });

interface Seen {
  readonly links?: readonly Link[];
  readonly routes?: readonly Route[];
  readonly leases?: readonly ReturnType<typeof lease>[];
  readonly backend?: string;
  /** Where forwarding entries of any device lead. */
  readonly peers?: readonly string[];
  /** What the kubelet's port answers; by default it is open. */
  readonly kubelet?: (host: string) => TcpAnswer['kind'];
}

/** What is found, and the questions that it took. */
async function look(seen: Seen) {
  const asked: string[] = [];
  const { peers = ['10.0.0.6'], kubelet = () => 'open' } = seen;
  const probes = fakeProbes({
    forwardingEntries: async (device) => {
      asked.push(device);
      return peers.map((destination, index) => ({ mac: `02:00:00:00:00:0${index}`, destination }));
    },
    tcp: async (host, port) => {
      asked.push(`${host}:${port}`);
      return { kind: kubelet(host), detail: '' };
    },
  });
  const found = await routelessDevices(probes, {
    file: { leases: seen.leases ?? [lease()], mtu: 1450 },
    node: nodeSettings({ flannelBackend: seen.backend ?? '' }),
    machine: {
      links: seen.links ?? links,
      routes: [defaultRoute(), ...(seen.routes ?? [])],
      uplinks: [],
    },
  });
  return { found, asked };
}

const routed: readonly (readonly [what: string, seen: Seen])[] = [
  ['a route to a peer', { routes: [overV4] }],
  ['a route to the whole network', { routes: [route('10.100.0.0/16', 'flannel.1')] }],
  ['a route of another network', { routes: [{ ...overV4, destination: '10.200.61.0/24' }] }],
  [
    'routes over the device of another VNI',
    {
      links: [...links, vxlanDevice({ name: 'flannel.9' })],
      routes: [{ ...overV4, device: 'flannel.9' }],
    },
  ],
  [
    'DirectRouting, beside entries from before it',
    { routes: [{ ...overV4, device: 'eth0', gateway: '10.0.0.7' }] },
  ],
  [
    'flannel-wg, beside the device of an earlier vxlan that is still named',
    {
      backend: 'vxlan',
      links: [...links, link('flannel-wg', { mtu: 1420, linkType: 'none', kind: 'wireguard' })],
      routes: [route('10.100.0.0/16', 'flannel-wg')],
    },
  ],
  ['routes in each family', { routes: [overV4, overV6], leases: [lease(), ipv6Lease] }],
  ['a device that is down', { links: [uplink(), vxlanDevice({ up: false })] }],
  ['host-gw beside an old device', { backend: 'host-gw' }],
  ['a backend that nothing tells', { links: [] }],
  ['udp', { links: [uplink(), tunDevice({ mtu: 1450 })] }],
];

for (const [what, seen] of routed)
  t.test(`nothing is asked with ${what}`, async (t) => {
    t.same(await look(seen), { found: [], asked: [] });
  });

const unrouted: readonly (readonly [what: string, ...routes: readonly Route[]])[] = [
  ['no routes'],
  ['a route over another device that leads elsewhere', route('10.200.61.0/24', 'eth0')],
  ['a wider route over another device', route('10.0.0.0/8', 'eth0')],
  ['a route that leads nowhere', { ...route('10.100.0.0/16', 'lo'), type: 'blackhole' }],
  [
    'the pod bridge and pods alone',
    route('10.100.54.0/24', 'cni0'),
    route('10.100.54.7/32', 'veth0'),
  ],
  [
    'link-local addresses alone',
    route('fe80::/64', 'flannel.1'),
    route('169.254.0.0/16', 'flannel.1'),
  ],
  ['the node’s own subnet alone', route('10.100.54.0/32', 'flannel.1')],
  ['a destination that is none', route('garbage', 'flannel.1')],
];

for (const [what, ...routes] of unrouted)
  t.test(`peers are without a route with ${what}`, async (t) => {
    const { found, asked } = await look({ routes });
    t.same(found, [{ name: 'flannel.1', peers: ['10.0.0.6'], alive: ['10.0.0.6'] }]);
    t.same(asked, ['flannel.1', '10.0.0.6:10250']);
  });

t.test('each family is judged by its own routes', async (t) => {
  const leases = [lease(), ipv6Lease];
  const namesWith = async (...routes: readonly Route[]) =>
    (await look({ leases, routes })).found.map(({ name }) => name);
  t.same(await namesWith(overV4), ['flannel-v6.1']);
  t.same(await namesWith(overV6), ['flannel.1']);
  const own = route('2001:cafe:42:1::/128', 'flannel-v6.1');
  t.same(await namesWith(own), ['flannel.1', 'flannel-v6.1']);
});

t.test('an address of this node is no peer', async (t) => {
  const peers = ['10.0.0.5', '10.9.0.7', '10.100.54.1'];
  const { found, asked } = await look({ links: [...links, bridge('cni0')], peers });
  t.same(found, [{ name: 'flannel.1', peers: ['10.9.0.7'], alive: ['10.9.0.7'] }]);
  t.same(asked, ['flannel.1', '10.9.0.7:10250']);
});

t.test('a next hop of another route is a peer that has its route', async (t) => {
  const direct = route('10.200.61.0/24', 'eth0', { gateway: '10.0.0.6' });
  const { found } = await look({ routes: [direct], peers: ['10.0.0.6', '10.9.0.7'] });
  t.same(found, [{ name: 'flannel.1', peers: ['10.9.0.7'], alive: ['10.9.0.7'] }]);
});

t.test('only an open port proves a node', async (t) => {
  for (const kind of ['refused', 'silent'] as const) {
    const { found } = await look({ kubelet: () => kind });
    t.same(found, [{ name: 'flannel.1', peers: ['10.0.0.6'], alive: [] }], kind);
  }
  const peers = ['10.0.0.6', '10.0.0.7', '10.0.0.7'];
  const { found } = await look({ peers, kubelet: (at) => (at === '10.0.0.7' ? 'open' : 'silent') });
  t.same(found, [{ name: 'flannel.1', peers: ['10.0.0.6', '10.0.0.7'], alive: ['10.0.0.7'] }]);
});

t.test('of many nodes a few are asked', async (t) => {
  const peers = Array.from({ length: 100 }, (_, n) => `10.0.1.${n}`);
  const { found, asked } = await look({ peers });
  t.equal(asked.length, 9);
  t.match(found, [{ peers: { length: 100 }, alive: { length: 8 } }]);
});

t.test('entries that cannot be listed are told so', async (t) => {
  const error = new ProbeError('ToolMissing', 'bridge is not installed');
  const found = await routelessDevices(
    fakeProbes({ forwardingEntries: () => Promise.reject(error) }),
    {
      file: { leases: [lease()], mtu: 1450 },
      node: nodeSettings(),
      machine: { links, routes: [], uplinks: [] },
    },
  );
  t.same(found, [{ name: 'flannel.1', peers: error, alive: [] }]);
});

t.test('a device that was really set down and up is found in both families', async (t) => {
  const recorded = (what: string) => fixture(`${what}.bounced.iproute2-6.1.json`);
  const found = await routelessDevices(
    fakeProbes({
      forwardingEntries: async (device) =>
        parseForwardingEntries(recorded(device === 'flannel.1' ? 'bridge-fdb' : 'bridge-fdb-v6')),
      tcp: async () => ({ kind: 'open' }),
    }),
    {
      file: { leases: [lease(), ipv6Lease], mtu: 1450 },
      node: nodeSettings(),
      machine: {
        links: parseLinks(recorded('ip-addr')),
        routes: [
          ...parseRoutes(recorded('ip-route'), 4),
          ...parseRoutes(recorded('ip-6-route'), 6),
        ],
        uplinks: [],
      },
    },
  );
  t.match(found, [
    { name: 'flannel.1', peers: ['10.0.0.62', '10.0.0.61'] },
    { name: 'flannel-v6.1', peers: ['2001:db8::62', '2001:db8::61'] },
  ]);
});
