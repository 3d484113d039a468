import t from 'tap';
import {
  type BackendChoice,
  backendOf,
  defaultRoutes,
  peerDevices,
  uplinkOf,
} from '../../src/domain/flannel-device.ts';
import type { Link } from '../../src/domain/probes.ts';
import {
  bridge,
  defaultRoute,
  lease,
  link,
  route,
  tunDevice,
  uplink,
  vxlanDevice,
} from '../support/facts.ts';

const nameOf = (choice: BackendChoice): string =>
  typeof choice === 'string' ? choice : choice.name;

function choose(links: readonly Link[], mtu: number, said = ''): string {
  const file = { leases: [lease()], mtu };
  return nameOf(backendOf(file, said, { links, routes: [defaultRoute()], uplinks: [] }));
}

const told: readonly (readonly [said: string, backend: string])[] = [
  ['vxlan', 'vxlan'],
  ['udp', 'udp'],
  ['ipip', 'ipip'],
  ['wireguard', 'wireguard'],
  ['wireguard-native', 'wireguard'],
  ['VXLAN', 'vxlan'],
  ['Host-GW', 'direct'],
  ...['host-gw', 'alloc', 'ipsec', 'extension', 'aws-vpc', 'gce', 'ali-vpc', 'tencent-vpc'].map(
    (said) => [said, 'direct'] as const,
  ),
];

for (const [said, backend] of told)
  t.test(`${said} is ${backend}, whatever the machine shows`, async (t) => {
    t.equal(choose([uplink(), tunDevice()], 1472, said), backend);
  });

const wireguard = link('flannel-wg', { mtu: 1420, linkType: 'none', kind: 'wireguard' });
const wireguard6 = { ...wireguard, name: 'flannel-wg-v6' };
const ipip = link('flannel.ipip', { mtu: 1480, linkType: 'ipip', kind: 'ipip' });
const vxlan6 = vxlanDevice({ name: 'flannel-v6.1' });

const seen: readonly (readonly [
  of: string,
  links: readonly Link[],
  mtu: number,
  backend: string,
])[] = [
  ['flannel.1 with its MTU', [uplink(), vxlanDevice()], 1450, 'vxlan'],
  ['another VNI', [uplink(), vxlanDevice({ name: 'flannel.4096' })], 1450, 'vxlan'],
  ['IPv6 alone', [uplink(), vxlan6], 1450, 'vxlan'],
  ['a tun', [uplink(), tunDevice({ name: 'flannel1' })], 1472, 'udp'],
  ['wireguard', [uplink(), wireguard], 1420, 'wireguard'],
  ['wireguard of IPv6', [uplink(), wireguard6], 1420, 'wireguard'],
  ['ipip', [uplink(), link('tunl0'), ipip], 1480, 'ipip'],
  ['no device, and the MTU of the uplink', [uplink(), bridge('cni0')], 1500, 'direct'],
  ['a vxlan device that host-gw left behind', [uplink(), vxlanDevice()], 1500, 'direct'],
  ['the device of an earlier backend', [uplink(), vxlanDevice(), tunDevice()], 1472, 'udp'],
  ['an uplink that shrank to the MTU', [uplink({ mtu: 1450 }), vxlanDevice()], 1450, 'vxlan'],
  ['flannel.1 with a changed MTU', [uplink(), vxlanDevice({ mtu: 1500 })], 1450, 'vxlan'],
  ['flannel0 with a changed MTU', [uplink(), tunDevice({ mtu: 1500 })], 1472, 'udp'],
  ['no uplink but a device', [vxlanDevice({ mtu: 1400 })], 1450, 'vxlan'],
  ['a deleted flannel.1', [uplink(), bridge('cni0')], 1450, 'vxlan'],
  ['a deleted flannel.1 in an OpenStack network', [uplink({ mtu: 1450 })], 1400, 'vxlan'],
  ['a deleted flannel0', [uplink()], 1472, 'udp'],
  ['a deleted flannel-wg', [uplink()], 1420, 'wireguard'],
  ['a deleted flannel.ipip', [uplink()], 1480, 'ipip'],
  ['an MTU that fits nothing', [uplink()], 1234, 'undecided'],
  ['nothing at all', [], 1450, 'undecided'],
  [
    'devices that only sound like it',
    [uplink(), link('flannel', { mtu: 1234 })],
    1234,
    'undecided',
  ],
];

for (const [of, links, mtu, backend] of seen)
  t.test(`${of} means ${backend}`, async (t) => {
    t.equal(choose(links, mtu), backend);
  });

t.test('a name that flannel does not know tells nothing', async (t) => {
  t.equal(choose([uplink(), vxlanDevice()], 1450, 'vxlam'), 'vxlan');
});

const devices: readonly (readonly [backend: string, ...usual: readonly (string | undefined)[]])[] =
  [
    ['vxlan', 'flannel.1', 'flannel-v6.1'],
    ['udp', 'flannel0', undefined],
    ['wireguard', 'flannel-wg', 'flannel-wg-v6'],
    ['ipip', 'flannel.ipip', undefined],
  ];

for (const [said, ...usual] of devices)
  t.test(`${said} names its device in each family that it carries`, async (t) => {
    const choice = backendOf({ leases: [], mtu: 1450 }, said, {
      links: [],
      routes: [],
      uplinks: [],
    });
    const device = typeof choice === 'string' ? undefined : choice.device;
    const known = [device?.[4], device?.[6]];
    t.strictSame(
      known.map((each) => each?.usual),
      usual,
    );
    t.ok(known.every((each) => each === undefined || each.pattern.test(each.usual)));
  });

const links = [link('lo'), uplink(), link('eth1'), link('eth2')];
const onEth1 = defaultRoute({ device: 'eth1', metric: 50 });
const ipv6OnEth2 = route('::/0', 'eth2', { metric: 1 });

t.test('the uplink has the default route with the lowest metric, IPv4 first', async (t) => {
  const nameOfUplink = (...routes: Parameters<typeof uplinkOf>[1]) => uplinkOf(links, routes)?.name;
  t.equal(nameOfUplink(defaultRoute({ metric: 100 }), onEth1, ipv6OnEth2), 'eth1');
  t.equal(nameOfUplink(ipv6OnEth2), 'eth2');
  t.equal(nameOfUplink(route('10.0.0.0/24', 'eth1')), undefined);
  t.equal(nameOfUplink(defaultRoute({ device: 'gone0' })), undefined);
  t.equal(nameOfUplink(), undefined);
});

t.test('a default route that leads nowhere is none', async (t) => {
  const unreachable = route('::/0', 'lo', { type: 'unreachable', metric: 0 });
  const half = route('0.0.0.0/1', 'eth1');
  t.strictSame(defaultRoutes([unreachable, half, ipv6OnEth2, onEth1]), [onEth1, ipv6OnEth2]);
});

t.test('without a default route the backend shows by the uplink that it uses', async (t) => {
  const file = { leases: [lease()], mtu: 1500 };
  const toPeer = route('10.100.61.0/24', 'eth0', { gateway: '10.0.0.12' });
  const local = route('10.0.0.0/24', 'eth0');
  const surroundings = { links: [uplink()], uplinks: [] };
  t.equal(nameOf(backendOf(file, '', { ...surroundings, routes: [local, toPeer] })), 'direct');
  t.equal(nameOf(backendOf(file, '', { ...surroundings, routes: [local] })), 'undecided');
  const elsewhere = route('192.0.2.0/24', 'eth0', { gateway: '10.0.0.1' });
  const garbage = route('somewhere', 'eth0', { gateway: '10.0.0.1' });
  t.equal(
    nameOf(backendOf(file, '', { ...surroundings, routes: [elsewhere, garbage] })),
    'undecided',
  );
});

t.test('an uplink that flannel was told counts before that of the default route', async (t) => {
  const links = [uplink({ mtu: 1450 }), uplink({ name: 'eth1', addresses: ['10.1.0.5/24'] })];
  const file = { leases: [lease()], mtu: 1450 };
  const choiceWith = (...uplinks: readonly string[]) =>
    nameOf(backendOf(file, '', { links, routes: [defaultRoute()], uplinks }));
  t.equal(choiceWith(), 'direct');
  t.equal(choiceWith('eth1'), 'vxlan');
  t.equal(choiceWith('10.1.0.5'), 'vxlan');
  t.equal(choiceWith('eth9'), 'direct', 'one that is not there tells nothing');
});

const peerRoute = (subnet: string, device = 'flannel.1') =>
  route(`${subnet}/24`, device, { gateway: subnet });

t.test('routes to peers are counted on each flannel device', async (t) => {
  const links = [uplink(), vxlanDevice({ index: 4 }), vxlanDevice({ ...vxlan6, index: 5 })];
  const routes = [
    defaultRoute(),
    peerRoute('10.100.61.0'),
    peerRoute('10.100.62.0'),
    route('2001:cafe:42:2::/64', 'flannel-v6.1', { gateway: '2001:cafe:42:2::' }),
    route('fe80::/64', 'flannel.1'),
    peerRoute('10.100.63.0', 'eth0'),
  ];
  t.same(peerDevices(links, routes), [
    { name: 'flannel.1', index: 4, routes: 2 },
    { name: 'flannel-v6.1', index: 5, routes: 1 },
  ]);
});

t.test('a route to the whole network is no route to a peer', async (t) => {
  const routes = [route('10.100.0.0/16', 'flannel0'), route('10.100.0.0/16', 'flannel-wg')];
  t.same(
    peerDevices([tunDevice(), wireguard], routes).map(({ routes }) => routes),
    [0, 0],
  );
});

t.test('a device that is down is not counted on', async (t) => {
  t.same(peerDevices([vxlanDevice({ up: false })], [peerRoute('10.100.61.0')]), []);
});
