import t from 'tap';
import { changeIn } from '../../src/probes/kernel-messages.ts';
import { fixture } from '../support/fixture.ts';

/** What was recorded while something happened to a node with vxlan and cni0. */
const recorded: readonly (readonly [name: string, changes: readonly string[]])[] = [
  ['pods', []],
  ['nodes', []],
  ['leases', []],
  ['bridge-loses-its-address', ['address cni0', 'route 10.100.54.0/24']],
  ['flannel-is-made-anew', ['link eth0', 'link flannel.1', 'route fe80::/64', 'address flannel.1']],
  ['uplink', ['route default', 'link eth0', 'route fe80::/64', 'address eth0']],
  ['switches', ['forwarding']],
];

for (const [name, changes] of recorded)
  t.test(
    `of the messages about ${name} these tell of a change: ${changes.join(', ') || 'none'}`,
    async (t) => {
      const lines = fixture(`ip-monitor.${name}.iproute2-6.1.txt`).split('\n');
      const seen = new Set(lines.flatMap((line) => changeIn(line) ?? []));
      t.ok(lines.length > 3);
      t.same([...seen], changes);
    },
  );

const lines: readonly (readonly [line: string, change: string | undefined])[] = [
  ['2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 \\', 'link eth0'],
  ['4: eth0.100@eth0: <BROADCAST,MULTICAST,UP> mtu 1500 \\', 'link eth0.100'],
  ['Deleted 3: flannel.1: <BROADCAST,MULTICAST> mtu 1450 \\', 'link flannel.1'],
  ['7: cali12ab@if3: <BROADCAST,MULTICAST> mtu 1450 \\', undefined],
  ['9: kube-ipvs0    inet 10.254.0.1/32 scope global kube-ipvs0\\', undefined],
  ['7: vnet0: <BROADCAST,MULTICAST> mtu 1500 master virbr0 \\', undefined],
  ['2: eth0    inet 10.0.0.5/24 scope global dynamic eth0\\   valid_lft 86400sec', undefined],
  [
    'Deleted 2: eth0    inet 10.0.0.5/24 scope global dynamic eth0\\   valid_lft 5sec',
    'address eth0',
  ],
  ['10.100.7.9 dev cali12ab scope link ', undefined],
  ['10.100.0.0/16 dev flannel0 proto kernel scope link src 10.100.54.0 ', 'route 10.100.0.0/16'],
  ['default via 10.0.0.1 dev eth0 proto dhcp metric 100 ', 'route default'],
  ['default dev tun0 scope link ', 'route default'],
  [
    'default \\\tnexthop via 10.0.0.1 dev eth0 weight 1 \\\tnexthop via 10.0.0.2 dev eth1 weight 1 ',
    'route default',
  ],
  ['default via 10.0.0.1 dev eth0 table 100 ', undefined],
  ['default via fe80::1 dev eth0 proto ra metric 1024 expires 1799sec pref medium', undefined],
  [
    'Deleted default via fe80::1 dev eth0 proto ra metric 1024 expires -3sec pref medium',
    'route default',
  ],
  ['2001:db8::7 via fe80::1 dev eth0 metric 0 cache ', undefined],
  ['2001:db8::/64 dev eth0 metric 0 cache expires -3sec', undefined],
  ['unreachable 10.100.0.0/16 ', 'route 10.100.0.0/16'],
  ['blackhole default ', 'route default'],
  ['local 10.0.0.5 dev eth0 table local proto kernel scope host src 10.0.0.5 ', undefined],
  ['ipv4 all forwarding off ', 'forwarding'],
  ['ipv6 all forwarding off ', 'forwarding'],
  ['ipv4 dev eth0 forwarding off ', undefined],
  ['Deleted inet vethab1 ', undefined],
  ['netlink receive error No buffer space available (105)', 'missed messages'],
  ['Error: Peer netns reference is invalid.', undefined],
  ['2: ', undefined],
  ['', undefined],
];

for (const [line, change] of lines)
  t.test(`"${line}" tells of ${change ?? 'nothing'}`, async (t) => {
    t.equal(changeIn(line), change);
  });
