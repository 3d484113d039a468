import t from 'tap';
import { routeTo, routingTable } from '../../src/domain/route-lookup.ts';
import { cidr, defaultRoute, route } from '../support/facts.ts';

const everything = defaultRoute();
const lan = route('10.0.0.0/24', 'eth0');
const pods = route('10.100.61.0/24', 'flannel.1', { gateway: '10.100.61.0' });
const better = route('10.100.61.0/24', 'eth1', { metric: 0 });
const worse = route('10.100.61.0/24', 'flannel.1', { metric: 50 });
const host = route('10.100.61.7/32', 'cni0', { metric: 1000 });
const blackhole = route('10.100.0.0/16', 'lo', { type: 'blackhole' });
const ipv6 = route('::/0', 'eth0', { gateway: 'fe80::1' });
const ipv6Pods = route('2001:cafe:42:2::/64', 'flannel-v6.1');
const odd = route('nowhere', 'eth9');

const cases: readonly (readonly [
  because: string,
  address: string,
  routes: Parameters<typeof routeTo>[0],
  taken: ReturnType<typeof routeTo>,
])[] = [
  ['only the default route holds it', '8.8.8.8', [lan, everything], everything],
  ['the longest prefix wins', '10.0.0.9', [everything, lan], lan],
  ['a route for one address wins, whatever its metric', '10.100.61.7', [better, host], host],
  ['the lower metric wins between equals', '10.100.61.3', [worse, better], better],
  ['the first wins between equals in everything', '10.100.61.3', [pods, better], pods],
  ['a route that drops is taken too', '10.100.9.9', [everything, blackhole], blackhole],
  ['each family has its own routes', '2001:db8::1', [everything, ipv6], ipv6],
  ['IPv6 prefixes count as well', '2001:cafe:42:2::9', [ipv6, ipv6Pods], ipv6Pods],
  ['what is no network is passed over', '10.0.0.9', [odd, lan], lan],
  ['nothing leads there', '8.8.8.8', [lan, ipv6], undefined],
  ['there is no route', '8.8.8.8', [], undefined],
];

for (const [because, address, routes, taken] of cases)
  t.test(`finds the route to ${address}: ${because}`, async (t) => {
    t.equal(routeTo(routes, cidr(`${address}/${address.includes(':') ? 128 : 32}`).address), taken);
  });

t.test(
  'a table of thousands of routes is read once, and answers for as many addresses',
  async (t) => {
    const numbers = [...Array(5_000).keys()];
    const peers = numbers.map((n) => route(`10.${n >> 8}.${n & 255}.0/24`, `d${n}`));
    const lookup = routingTable([everything, ...peers]);
    const devices = numbers.map(
      (n) => lookup(cidr(`10.${n >> 8}.${n & 255}.7/32`).address)?.device,
    );
    t.strictSame(
      devices,
      peers.map(({ device }) => device),
    );
  },
);
