import t from 'tap';
import { parseAddress } from '../../src/domain/ip-address.ts';
import { type Match, matchRule, type Passage, parseRule } from '../../src/domain/iptables-rule.ts';

const zero = { family: 4, value: 0n } as const;
const passage: Passage = {
  source: parseAddress('10.100.54.2') ?? zero,
  destination: parseAddress('10.100.60.3') ?? zero,
  inInterface: 'docker0',
  outInterface: 'flannel.1',
  marked: false,
};

const match = (criteria: string, packet: Passage = passage): Match =>
  matchRule(parseRule(`-A FORWARD ${criteria} -j ACCEPT`), packet);

const answers: Readonly<Record<Match, readonly string[]>> = {
  yes: [
    '',
    '-s 10.100.0.0/16',
    '-s 10.100.54.2/32 -d 10.100.60.3',
    '-d 0.0.0.0/0',
    '! -d 224.0.0.0/4',
    '-i docker0 -o flannel.1',
    '-i docker+ ! -o docker0',
    '! -i eth+',
    '-o +',
    '-p tcp',
    '-p 6',
    '-p all',
    '-p 0',
    '! -p udp',
    '! -f',
    '-p tcp -m tcp',
    '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN',
    '-p tcp -m tcp --tcp-flags RST,ACK NONE',
    '-m comment --comment "flanneld forward"',
    '-m comment --comment "say \\"no\\" \\\\" -s 10.100.0.0/16',
    '-m comment --comment "! -s 10.100.0.0/16 -j DROP"',
    '-m comment --comment -p -m comment --comment ! -p tcp',
    '-m comment --comment ""',
    '-m conntrack --ctstate NEW',
    '-m conntrack --ctstate RELATED,NEW',
    '-m conntrack ! --ctstate RELATED,ESTABLISHED',
    '-m state --state NEW',
    '-m mark --mark 0x0/0xff',
    '-m mark ! --mark 0x4000/0x4000',
    '-m connmark --mark 0',
    '  -s   10.100.0.0/16\t-p  tcp ',
  ],
  no: [
    '-s 10.244.0.0/16',
    '! -s 10.100.0.0/16',
    '-s 10.100.54.3',
    '-d ::/0',
    '-i docker',
    '-o docker+',
    '! -o +',
    '-p udp',
    '-p ipv6-icmp',
    '! -p tcp',
    '-f',
    '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN',
    '-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE',
    '-p tcp -m tcp --tcp-flags RST RST',
    '-m conntrack --ctstate RELATED,ESTABLISHED,INVALID,UNTRACKED,DNAT,SNAT',
    '-m conntrack ! --ctstate NEW',
    '-m state --state ESTABLISHED',
    '-m mark --mark 0x4000/0x4000',
    '-m connmark ! --mark 0x0',
    '-m set --match-set blocked src -p icmp',
  ],
  maybe: [
    '-p 17',
    '-p',
    '! -p 253',
    '-s 10.0.0.0/255.0.255.0',
    '-s pod.example',
    '-s ! 10.100.0.0/16',
    '-i ! eth0',
    '-i docker0 eth0',
    '-p tcp -m tcp --dport 80',
    '-p tcp -m multiport --dports 80,443',
    '-p tcp -m tcp --tcp-flags SYN',
    '-m addrtype --dst-type LOCAL',
    '-m set --match-set pods src',
    '-m set ! --match-set pods src',
    '-m physdev --physdev-is-bridged',
    '-m limit --limit 3/min --limit-burst 10',
    '-m recent --set --name DEFAULT --mask 255.255.255.255 --rsource',
    '-m string --string "-j DROP" --algo bm',
    '-m conntrack --ctstate LATER',
    '-m conntrack --ctorigdst 10.0.0.1/32',
    '-m mark --mark ! 0x1',
    '-m mark --mark many',
    '-m comment --mark 0x0',
    'nonsense -s 10.100.0.0/16',
    '-p tcp udp',
  ],
};

for (const [expected, rows] of Object.entries(answers)) {
  t.test(`the packet matches: ${expected}`, async (t) => {
    for (const criteria of rows) t.equal(match(criteria), expected, criteria);
  });
}

t.test('an interface that is not known may be any', async (t) => {
  const { inInterface, outInterface, ...unknown } = passage;
  t.equal(match('-i docker0', unknown), 'maybe');
  t.equal(match('! -o docker0', unknown), 'maybe');
  t.equal(match('-i + -o +', unknown), 'yes');
});

t.test('a packet that may have been marked may have any mark', async (t) => {
  for (const module of ['mark', 'connmark'])
    t.equal(match(`-m ${module} ! --mark 0x4000/0x4000`, { ...passage, marked: true }), 'maybe');
});

t.test('the target is what -j or -g names, and its own options are left out', async (t) => {
  const rows: readonly (readonly [line: string, target: string | undefined, goto: boolean])[] = [
    ['-A FORWARD -j REJECT --reject-with icmp-port-unreachable', 'REJECT', false],
    ['-A FORWARD -j LOG --log-prefix "-j DROP "', 'LOG', false],
    ['-A FORWARD -j LOG -j DROP', 'LOG', false],
    ['-A FORWARD_IN_ZONES -g FWDI_public', 'FWDI_public', true],
    ['-A FORWARD -m comment --comment -j -j ACCEPT', 'ACCEPT', false],
    ['-A FORWARD -m comment --comment "unfinished -j ACCEPT', 'ACCEPT', false],
    ['-A FORWARD -s 10.0.0.0/8', undefined, false],
    ['-A FORWARD -j', undefined, false],
    ['', undefined, false],
  ];
  for (const [line, target, goto] of rows) {
    const rule = parseRule(line);
    t.same([rule.target, rule.goto], [target, goto], line);
  }
});
