import t from 'tap';
import { type Address, parseAddress } from '../../src/domain/ip-address.ts';
import { missingChains, type Packet, traverse } from '../../src/domain/iptables.ts';
import { ruleSets } from '../support/iptables-rule-sets.ts';

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

/** `10.0.0.1@docker0 10.0.0.2@eth0`: each address with its interface, where that is known. */
function packet(text: string): Packet {
  const [source = '', inInterface, destination = '', outInterface] = text
    .split(' ')
    .flatMap((end) => [end.replace(/@.*/, ''), /@(.*)/.exec(end)?.[1]]);
  return {
    source: address(source),
    destination: address(destination),
    ...(inInterface === undefined ? {} : { inInterface }),
    ...(outInterface === undefined ? {} : { outInterface }),
  };
}

const podToPod = packet('10.244.1.2@cni0 10.244.2.3@flannel.1');

const decisions: readonly (readonly [
  rules: keyof typeof ruleSets,
  chain: string,
  packet: string,
  target: string,
  doubtful: string,
])[] = [
  ['flannel 0.28', 'FORWARD', '10.244.1.2@cni0 8.8.8.8@eth0', 'ACCEPT', ''],
  ['flannel 0.28', 'FORWARD', '8.8.8.8@eth0 10.244.1.2', 'ACCEPT', ''],
  ['flannel 0.28', 'FORWARD', '192.0.2.1@eth0 8.8.8.8@eth0', 'DROP', ''],
  ['flannel 0.28', 'POSTROUTING', '10.244.1.2 10.244.2.3@flannel.1', 'ACCEPT', ''],
  ['flannel 0.28', 'POSTROUTING', '10.244.1.2 8.8.8.8@eth0', 'MASQUERADE', ''],
  ['flannel 0.28', 'POSTROUTING', '172.31.77.9 10.244.2.3@flannel.1', 'MASQUERADE', ''],
  ['flannel 0.28', 'POSTROUTING', '172.31.77.9 10.244.1.2@cni0', 'ACCEPT', ''],
  ['flannel 0.28', 'POSTROUTING', '10.244.1.2 224.0.0.1@eth0', 'ACCEPT', ''],
  ['flannel 0.14', 'FORWARD', '10.30.56.2@docker0 10.30.7.3@flannel.1', 'ACCEPT', ''],
  ['flannel 0.14', 'FORWARD', '10.31.0.1@docker0 10.32.0.1', 'DROP', ''],
  ['flannel 0.14', 'POSTROUTING', '10.30.56.2 10.30.7.3@flannel.1', 'ACCEPT', ''],
  ['flannel 0.14', 'POSTROUTING', '10.30.56.2 8.8.8.8@eth0', 'MASQUERADE', ''],
  ['kube-proxy', 'PREROUTING', '10.244.1.2@cni0 10.244.2.3', 'ACCEPT', 'DNAT'],
  ['kube-proxy', 'PREROUTING', '10.244.1.2@cni0 10.96.7.7', 'ACCEPT', 'DNAT'],
  ['kube-proxy', 'POSTROUTING', '10.244.1.2 8.8.8.8@eth0', 'ACCEPT', ''],
  ['the kubelet and flannel', 'POSTROUTING', '10.244.1.2 8.8.8.8@eth0', 'MASQUERADE', ''],
  ['docker', 'FORWARD', '172.17.0.2@docker0 8.8.8.8@eth0', 'ACCEPT', ''],
  ['docker', 'FORWARD', '172.17.0.2@docker0 172.17.0.3@docker0', 'ACCEPT', ''],
  ['docker', 'FORWARD', '8.8.8.8@eth0 172.17.0.2@docker0', 'DROP', 'ACCEPT'],
  ['docker', 'FORWARD', '8.8.8.8@eth0 172.17.0.3@docker0', 'DROP', ''],
  ['docker', 'FORWARD', '10.244.1.2@cni0 10.244.2.3@flannel.1', 'DROP', ''],
  ['ufw', 'FORWARD', '10.244.1.2@cni0 10.244.2.3@flannel.1', 'DROP', ''],
  ['firewalld', 'FORWARD', '10.244.1.2@cni0 10.244.2.3@flannel.1', 'REJECT', ''],
  ['firewalld', 'FORWARD', '10.244.1.2@docker0 10.244.2.3@flannel.1', 'ACCEPT', ''],
  ['firewalld', 'FORWARD', '10.244.1.2 10.244.2.3@flannel.1', 'REJECT', 'ACCEPT ACCEPT'],
  ['k3s with network policies', 'FORWARD', '10.244.1.2 10.244.2.3', 'ACCEPT', 'REJECT'],
  ['k3s with network policies', 'FORWARD', '10.244.1.2 10.244.2.4', 'ACCEPT', ''],
];

for (const [name, chain, text, target, doubtful] of decisions) {
  t.test(`${name}, ${chain}: ${text} is decided by ${target}`, async (t) => {
    const outcome = traverse(ruleSets[name], chain, packet(text));
    t.equal(outcome.target, target);
    t.equal(outcome.doubtful.map((doubt) => doubt.target).join(' '), doubtful);
    t.same(missingChains(ruleSets[name], chain, packet(text)), []);
  });
}

const small: readonly {
  readonly because: string;
  readonly rules: readonly string[];
  readonly target: string;
  readonly doubtful?: readonly string[];
  readonly missing?: readonly string[];
}[] = [
  {
    because: 'nothing is there: a builtin chain accepts',
    rules: [],
    target: 'ACCEPT',
  },
  {
    because: 'rules without a target, and targets that decide nothing, are passed over',
    rules: ['-A FORWARD', '-A FORWARD -j LOG', '-A FORWARD -j TCPMSS', '-A FORWARD -j DROP'],
    target: 'DROP',
  },
  {
    because: 'RETURN leaves a builtin chain to its policy',
    rules: ['-P FORWARD DROP', '-A FORWARD -j RETURN', '-A FORWARD -j ACCEPT'],
    target: 'DROP',
  },
  {
    because: 'a chain that comes back goes on with its caller',
    rules: ['-A FORWARD -j A', '-A FORWARD -j DROP', '-A A -j RETURN', '-A A -j ACCEPT'],
    target: 'DROP',
  },
  {
    because: 'what comes back after -g goes on with the caller’s caller',
    rules: ['-A FORWARD -j A', '-A FORWARD -j DROP', '-A A -g B', '-A A -j ACCEPT', '-N B'],
    target: 'DROP',
  },
  {
    because: 'a chain that may be gone to may leave this one',
    rules: ['-A FORWARD -m set -g A', '-A FORWARD -j DROP', '-N A'],
    target: 'DROP',
    doubtful: ['RETURN'],
  },
  {
    because: 'what is certain inside a chain is only possible where the jump is',
    rules: ['-A FORWARD -m set -j A', '-A A -j DROP', '-A A -j ACCEPT', '-A FORWARD -j REJECT'],
    target: 'REJECT',
    doubtful: ['DROP'],
  },
  {
    because: 'what may match is told, and the next rule judged',
    rules: ['-A FORWARD -m set -j DROP', '-A FORWARD -m limit -j ACCEPT', '-A FORWARD -j REJECT'],
    target: 'REJECT',
    doubtful: ['DROP', 'ACCEPT'],
  },
  {
    because: 'a chain may be left before the rule that decides',
    rules: ['-A FORWARD -j A', '-A A -m set -j RETURN', '-A A -j DROP'],
    target: 'DROP',
    doubtful: ['RETURN'],
  },
  {
    because: 'it is all the same whether a chain was left just before its end',
    rules: ['-A FORWARD -j A', '-A A -m set -j RETURN', '-A A -j LOG', '-A FORWARD -j DROP'],
    target: 'DROP',
  },
  {
    because: 'chains that were not read are missing where the packet may get there',
    rules: [
      ...['-A FORWARD -j A', '-A FORWARD -m set -j B', '-A FORWARD -p udp -j C', '-N D'],
      ...['-A FORWARD -j D', '-A D -g E', '-A D -j F', '-A FORWARD -j DROP', '-A FORWARD -j G'],
    ],
    target: 'DROP',
    doubtful: ['A', 'B', 'E'],
    missing: ['A', 'B', 'E'],
  },
  {
    because: 'a chain that was not read may set a mark',
    rules: ['-A FORWARD -j A', '-A FORWARD -m mark --mark 0x1 -j DROP'],
    target: 'ACCEPT',
    doubtful: ['A', 'DROP'],
    missing: ['A'],
  },
  {
    because: 'a rule that is met twice is told once',
    rules: ['-A FORWARD -j A', '-A FORWARD -m set -j A', '-A A -m set -j DROP'],
    target: 'ACCEPT',
    doubtful: ['DROP'],
  },
  {
    because: 'a chain that calls itself ends',
    rules: ['-A FORWARD -j A', '-A A -j B', '-A B -j A', '-A B -g B', '-A FORWARD -j FORWARD'],
    target: 'ACCEPT',
  },
];

for (const { because, rules, target, doubtful = [], missing = [] } of small) {
  t.test(because, async (t) => {
    const outcome = traverse(rules, 'FORWARD', podToPod);
    t.equal(outcome.target, target);
    const targets = outcome.doubtful.map((doubt) => doubt.target);
    t.same(targets, doubtful);
    t.same(missingChains(rules, 'FORWARD', podToPod), missing);
  });
}

t.test('the lines that decided, or may have, are told as they stand', async (t) => {
  const rules = ['-P FORWARD DROP', ' -A FORWARD -m set  -j ACCEPT\r', '-A FORWARD -j REJECT'];
  t.same(traverse(rules, 'FORWARD', podToPod), {
    target: 'REJECT',
    rule: '-A FORWARD -j REJECT',
    doubtful: [{ target: 'ACCEPT', rule: '-A FORWARD -m set  -j ACCEPT' }],
  });
  t.equal(traverse(rules.slice(0, 1), 'FORWARD', podToPod).rule, '-P FORWARD DROP');
});

t.test('32 chains deep is followed; deeper is doubtful, yet nothing is missing', async (t) => {
  const nested = (depth: number) => [
    '-A FORWARD -j C1',
    ...Array.from({ length: depth - 1 }, (_, at) => `-A C${at + 1} -j C${at + 2}`),
    `-A C${depth} -j DROP`,
  ];
  t.match(traverse(nested(32), 'FORWARD', podToPod), { target: 'DROP', doubtful: [] });
  t.match(traverse(nested(33), 'FORWARD', podToPod), {
    target: 'ACCEPT',
    doubtful: [{ target: 'C33' }],
  });
  t.same(missingChains(nested(10_000), 'FORWARD', podToPod), []);
});

t.test('chains that call each other many times over, and 10,000 rules, take no time', async (t) => {
  const doubling = Array.from({ length: 30 }, (_, at) => [
    `-A C${at} -m set -j C${at + 1}`,
    `-A C${at} -m limit -j C${at + 1}`,
    `-A C${at} -j C${at + 1}`,
  ]).flat();
  const long = Array.from(
    { length: 10_000 },
    (_, at) => `-A C30 -m set -s 10.244.0.0/16 -j X${at}`,
  );
  const startedAt = performance.now();
  t.equal(traverse([...doubling, ...long], 'C0', podToPod).doubtful.length, 10_000);
  t.ok(performance.now() - startedAt < 5_000);
});

t.test('10,000 random lines are survived', async (t) => {
  const words = [
    ...['-A', '-P', '-N', 'FORWARD', 'FORWARD', 'A', 'B', '-j', '-j', '-g', 'ACCEPT', 'RETURN'],
    ...['!', '-s', '-d', '-i', '-o', '-p', '-m', 'mark', '--mark', '0x1', 'conntrack', '--ctstate'],
    ...[
      'NEW',
      '10.0.0.0/8',
      '::/0',
      'comment',
      '--comment',
      '"',
      '\\"',
      '"a b"',
      '+',
      '\r\n',
      '\t',
    ],
    ...['__proto__', '\u0000', '\ud800', '$1', '(', '[0:0]', '-', '--', 'MARK', '-A FORWARD'],
  ];
  let seed = 7;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const lines = Array.from({ length: 10_000 }, () =>
    Array.from({ length: random(14) }, () => words[random(words.length)]).join(' '),
  );
  for (let from = 0; from < lines.length; from += 100) {
    const some = lines.slice(from, from + 100);
    t.type(traverse(some, 'FORWARD', podToPod).target, 'string');
    t.ok(Array.isArray(missingChains(some, 'FORWARD', podToPod)));
  }
  t.type(traverse(lines, 'FORWARD', podToPod).target, 'string');
});
