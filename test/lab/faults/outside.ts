import type { Fault } from '../fault.ts';

/** The router drops what the node sends, for `rule`'s sake; and no longer does. */
const dropped = (rule: string): Pick<Fault, 'inject' | 'revert'> => ({
  inject: { router: `iptables -I INPUT -s "$NODE_IP" ${rule} -j DROP` },
  revert: { router: `iptables -D INPUT -s "$NODE_IP" ${rule} -j DROP` },
});

const routes: readonly Fault[] = [
  {
    name: 'no-default-route',
    summary: 'there is no default route',
    inject: { node: 'ip route del default' },
    revert: { node: 'default_route' },
  },
  {
    name: 'no-uplink-address',
    summary: 'eth0 has lost its address',
    inject: { node: 'ip -4 addr flush dev eth0' },
    revert: { node: 'uplink_up; flannel_routes' },
  },
  {
    name: 'gateway-gone',
    summary: 'the gateway no longer answers',
    // The kernel forgets by itself, but only after half a minute.
    inject: {
      router: 'ip addr del "$GATEWAY/24" dev eth0',
      node: 'ip neigh flush to "$GATEWAY" dev eth0',
    },
    revert: {
      router: 'ip addr add "$GATEWAY/24" dev eth0',
      node: 'ip neigh flush to "$GATEWAY" dev eth0',
    },
  },
  {
    name: 'icmp-filtered',
    summary: 'a firewall on the way drops ICMP, and nothing else (odd, but no fault)',
    ...dropped('! -d 10.0.0.0/24 -p icmp'),
  },
  {
    name: 'everything-filtered',
    summary: 'a firewall on the way drops whatever leaves the cluster',
    ...dropped('! -d 10.0.0.0/24'),
  },
];

const names: readonly Fault[] = [
  {
    name: 'nameservers-dead',
    summary: 'no nameserver answers',
    ...dropped('-d 10.0.0.2/31'),
  },
  {
    name: 'nameserver-dead',
    summary: 'the first of two nameservers does not answer (odd, but no fault)',
    ...dropped('-d 10.0.0.2'),
  },
  {
    name: 'nameserver-none',
    summary: 'resolv.conf names no nameserver',
    inject: { node: 'echo "search novalocal" >/etc/resolv.conf' },
    revert: { node: 'write_resolv_conf' },
  },
  {
    name: 'name-unknown',
    summary: 'the nameservers answer that google.com does not exist',
    inject: { router: 'stop dnsmasq; dns_up registry.example,203.0.113.10' },
    revert: { router: 'stop dnsmasq; dns_up' },
  },
  {
    name: 'nameserver-outside',
    summary: 'the only nameserver is beyond the gateway (odd, but no fault)',
    inject: { node: 'echo "nameserver 8.8.8.8" >/etc/resolv.conf' },
    revert: { node: 'write_resolv_conf' },
  },
];

export const outsideFaults: readonly Fault[] = [...routes, ...names];
