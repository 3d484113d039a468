import t from 'tap';
import { formatAddress } from '../../src/domain/ip-address.ts';
import {
  judgeForward,
  judgeMasquerade,
  outboundPacket,
  podPackets,
} from '../../src/domain/pod-traffic.ts';
import type { RuleList } from '../../src/domain/probes.ts';
import { lease } from '../support/facts.ts';

const path = { bridge: 'cni0', overlay: 'flannel.1', uplink: 'eth0' };
const own6 = lease('2001:cafe:42:1::1/64', '2001:cafe:42::/56');
const old = { ...lease(), networks: [] };

const ends: readonly (readonly [
  of: string,
  lease: Parameters<typeof podPackets>[0],
  own: string,
  peer: string,
])[] = [
  ['a subnet inside of its network', lease(), '10.100.54.2', '10.100.0.2'],
  ['the first subnet of its network', lease('10.100.0.1/24'), '10.100.0.2', '10.100.1.2'],
  ['IPv6', own6, '2001:cafe:42:1::2', '2001:cafe:42::2'],
  [
    'the first subnet of an IPv6 network',
    lease('2001:cafe:42::1/64', '2001:cafe:42::/56'),
    '2001:cafe:42::2',
    '2001:cafe:42:1::2',
  ],
  ['a file of flannel 0.1 without network', old, '10.100.54.2', '10.100.55.2'],
];

for (const [of, given, own, peer] of ends)
  t.test(`a pod of this node and one of another, with ${of}`, async (t) => {
    const packets = podPackets(given, path);
    t.strictSame(
      packets.map(({ source, destination }) => [source, destination].map(formatAddress)),
      [
        [own, peer],
        [peer, own],
      ],
    );
  });

t.test('packets between pods go from the bridge to the overlay and back', async (t) => {
  t.match(podPackets(lease(), path), [
    { inInterface: 'cni0', outInterface: 'flannel.1' },
    { inInterface: 'flannel.1', outInterface: 'cni0' },
  ]);
  for (const packet of podPackets(lease(), {}))
    t.strictSame(Object.keys(packet), ['source', 'destination'], 'where nothing tells the way');
});

t.test('a pod calls the outside through the uplink', async (t) => {
  const packet = outboundPacket(lease(), path);
  t.equal(formatAddress(packet.destination), '8.8.8.8');
  t.match(packet, {
    source: lease().subnet.address.family === 4 ? { family: 4 } : {},
    outInterface: 'eth0',
  });
  t.notOk('inInterface' in packet);
  t.equal(formatAddress(outboundPacket(own6, {}).destination), '2001:4860:4860::8888');
  t.equal(formatAddress(outboundPacket(own6, {}).source), '2001:cafe:42:1::2');
});

const list = (backend: RuleList['backend'], ...rules: readonly string[]): RuleList => ({
  backend,
  rules,
});
const flannelAccepts = [
  '-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD',
  '-N FLANNEL-FWD',
  '-A FLANNEL-FWD -s 10.100.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
  '-A FLANNEL-FWD -d 10.100.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT',
];
const drop = '-P FORWARD DROP';
const accept = '-P FORWARD ACCEPT';
const limited = '-A FORWARD -m limit --limit 3/min -j ACCEPT';
const reject = '-A FORWARD -j REJECT --reject-with icmp-host-prohibited';
const passes = { kind: 'passes' };

const forward: readonly (readonly [of: string, lists: readonly RuleList[], judgement: object])[] = [
  ['nothing was found', [], passes],
  ['the policy accepts', [list('nft', accept)], passes],
  ['flannel accepts before the policy drops', [list('nft', drop, ...flannelAccepts)], passes],
  [
    'an old flannel accepts without a chain',
    [
      list(
        'legacy',
        drop,
        '-A FORWARD -s 10.100.0.0/16 -j ACCEPT',
        '-A FORWARD -d 10.100.0.0/16 -j ACCEPT',
      ),
    ],
    passes,
  ],
  [
    'the policy drops, as docker sets it',
    [list('nft', drop)],
    { kind: 'stopped', rule: drop, backend: 'nft' },
  ],
  [
    'only one direction is accepted',
    [list('nft', drop, '-A FORWARD -i cni0 -j ACCEPT')],
    { kind: 'stopped', rule: drop, backend: 'nft' },
  ],
  [
    'another rule rejects before flannel accepts',
    [list('nft', accept, reject, ...flannelAccepts)],
    { kind: 'stopped', rule: reject, backend: 'nft' },
  ],
  [
    'one backend accepts and the other drops',
    [list('nft', accept, ...flannelAccepts), list('legacy', drop)],
    { kind: 'stopped', rule: drop, backend: 'legacy' },
  ],
  [
    'a rule that cannot be judged may accept before the policy drops',
    [list('nft', drop, limited)],
    { kind: 'undecided', rule: limited, backend: 'nft' },
  ],
  [
    'a chain that was not read may accept',
    [list('nft', drop, '-A FORWARD -j ufw-before-forward')],
    { kind: 'undecided', rule: '-A FORWARD -j ufw-before-forward', backend: 'nft' },
  ],
  [
    'what cannot be judged could only drop as well',
    [
      list(
        'nft',
        drop,
        '-A FORWARD -m set --match-set bad src -j DROP',
        '-A FORWARD -m limit --limit 1/s -j REJECT',
      ),
    ],
    { kind: 'stopped', rule: drop, backend: 'nft' },
  ],
  [
    'a rule that cannot be judged may drop what is accepted after it',
    [list('nft', accept, '-A FORWARD -m set --match-set bad src -j DROP')],
    passes,
  ],
  [
    'one backend is undecided and the other drops',
    [list('nft', drop, limited), list('legacy', drop)],
    { kind: 'stopped', rule: drop, backend: 'legacy' },
  ],
];

for (const [of, lists, judgement] of forward)
  t.test(`forwarding when ${of}`, async (t) => {
    t.strictSame(judgeForward(lists, podPackets(lease(), path)), judgement);
  });

t.test('IPv6 packets are judged by IPv6 rules', async (t) => {
  const rules = [
    drop,
    '-A FORWARD -s 2001:cafe:42::/56 -j ACCEPT',
    '-A FORWARD -d 2001:cafe:42::/56 -j ACCEPT',
  ];
  t.strictSame(judgeForward([list('nft', ...rules)], podPackets(own6, path)), passes);
  t.match(judgeForward([list('nft', drop)], podPackets(own6, path)), { kind: 'stopped' });
});

const flannelMasquerade = [
  '-P POSTROUTING ACCEPT',
  '-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG',
  '-N FLANNEL-POSTRTG',
  '-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -j RETURN',
  '-A FLANNEL-POSTRTG -s 10.100.54.0/24 -d 10.100.0.0/16 -j RETURN',
  '-A FLANNEL-POSTRTG -s 10.100.0.0/16 ! -d 224.0.0.0/4 -j MASQUERADE --random-fully',
];
const policy = '-P POSTROUTING ACCEPT';
const ipsec = '-A POSTROUTING -m policy --dir out --pol ipsec -j ACCEPT';
const bySet = '-A POSTROUTING -m set --match-set pods src -j MASQUERADE';
const missing = { kind: 'stopped', rule: '', backend: '' };

const masquerade: readonly (readonly [
  of: string,
  lists: readonly RuleList[],
  judgement: object,
])[] = [
  ['flannel does it', [list('nft', ...flannelMasquerade)], passes],
  [
    'docker does it',
    [list('nft', policy, '-A POSTROUTING -s 10.100.54.0/24 ! -o docker0 -j MASQUERADE')],
    passes,
  ],
  [
    'SNAT does it',
    [list('legacy', policy, '-A POSTROUTING -o eth0 -j SNAT --to-source 10.0.0.5')],
    passes,
  ],
  [
    'only the other backend does it',
    [list('nft', policy), list('legacy', ...flannelMasquerade)],
    passes,
  ],
  ['it may have been exempted before', [list('nft', policy, ipsec, ...flannelMasquerade)], passes],
  ['nothing was found', [], missing],
  ['there is no rule', [list('nft', policy)], missing],
  [
    'only others are masqueraded',
    [list('nft', policy, '-A POSTROUTING -s 172.17.0.0/16 -j MASQUERADE')],
    missing,
  ],
  ['a rule that cannot be judged could only exempt it', [list('nft', policy, ipsec)], missing],
  [
    'a rule that cannot be judged may do it',
    [list('nft', policy, bySet)],
    { kind: 'undecided', rule: bySet, backend: 'nft' },
  ],
  [
    'a chain that was not read may do it',
    [list('nft', policy), list('legacy', policy, '-A POSTROUTING -j POSTROUTING_direct')],
    { kind: 'undecided', rule: '-A POSTROUTING -j POSTROUTING_direct', backend: 'legacy' },
  ],
];

for (const [of, lists, judgement] of masquerade)
  t.test(`masquerading when ${of}`, async (t) => {
    t.strictSame(judgeMasquerade(lists, outboundPacket(lease(), path)), judgement);
  });
