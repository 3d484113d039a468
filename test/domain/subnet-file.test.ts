import t from 'tap';
import { formatCidr } from '../../src/domain/ip-address.ts';
import { parseSubnetFile } from '../../src/domain/subnet-file.ts';
import { damagedTexts, durationOf, soonMs } from '../support/damaged-texts.ts';
import { cidr, subnetEnv } from '../support/facts.ts';

const lease4 = {
  family: 4,
  networks: [cidr('10.100.0.0/16')],
  subnet: cidr('10.100.54.1/24'),
};
const lease6 = {
  family: 6,
  networks: [cidr('2001:cafe:42::/56')],
  subnet: cidr('2001:cafe:42:1::1/64'),
};
const ipv6 = {
  FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
  FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
};
const onlyIpv6 = { ...ipv6, FLANNEL_NETWORK: undefined, FLANNEL_SUBNET: undefined };
const usual = { leases: [lease4], mtu: 1450, ipMasq: true };

const sound: readonly (readonly [of: string, text: string, file: object])[] = [
  ['flannel since 0.5', subnetEnv(), usual],
  ['both families', subnetEnv(ipv6), { ...usual, leases: [lease4, lease6] }],
  ['IPv6 only', subnetEnv(onlyIpv6), { ...usual, leases: [lease6] }],
  [
    'flannel 0.1, which wrote no network',
    'FLANNEL_SUBNET=10.100.54.1/24\nFLANNEL_MTU=1472\n',
    { leases: [{ ...lease4, networks: [] }], mtu: 1472 },
  ],
  [
    'several networks',
    subnetEnv({ FLANNEL_NETWORK: '10.100.0.0/16,10.200.0.0/16' }),
    { ...usual, leases: [{ ...lease4, networks: ['10.100.0.0/16', '10.200.0.0/16'].map(cidr) }] },
  ],
  ['no masquerading', subnetEnv({ FLANNEL_IPMASQ: 'false' }), { ...usual, ipMasq: false }],
  [
    'anything but true, which is false for the CNI plugin',
    subnetEnv({ FLANNEL_IPMASQ: 'TRUE' }),
    { ...usual, ipMasq: false },
  ],
  ['CRLF', subnetEnv().replaceAll('\n', '\r\n'), usual],
  ['no last newline', subnetEnv().trimEnd(), usual],
  [
    'quotes, exports and comments',
    `# by hand\n\nexport ${subnetEnv({ FLANNEL_MTU: '"1450"' })}`,
    usual,
  ],
  ["keys that are not flannel's", `${subnetEnv()}extra=1\nOTHER_KEY=\n`, usual],
  ['a key twice, of which the last counts', `FLANNEL_MTU=9000\n${subnetEnv()}`, usual],
  ['the smallest MTU', subnetEnv({ FLANNEL_MTU: '68' }), { ...usual, mtu: 68 }],
  ['the largest MTU', subnetEnv({ FLANNEL_MTU: '65535' }), { ...usual, mtu: 65_535 }],
];

for (const [of, text, file] of sound)
  t.test(`reads the file of ${of}`, async (t) => {
    t.strictSame(parseSubnetFile(text), { file, problems: [] });
  });

const broken: readonly (readonly [of: string, text: string, problems: readonly string[]])[] = [
  ['nothing', '', ['it names no FLANNEL_SUBNET', 'FLANNEL_MTU is missing']],
  ['nothing but comments', '# gone\n', ['it names no FLANNEL_SUBNET', 'FLANNEL_MTU is missing']],
  ['no MTU', subnetEnv({ FLANNEL_MTU: undefined }), ['FLANNEL_MTU is missing']],
  [
    'a network without its subnet',
    subnetEnv({ FLANNEL_SUBNET: undefined }),
    ['FLANNEL_SUBNET is missing'],
  ],
  [
    'an IPv6 network without its subnet',
    subnetEnv({ FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56' }),
    ['FLANNEL_IPV6_SUBNET is missing'],
  ],
  [
    'a subnet without prefix',
    subnetEnv({ FLANNEL_SUBNET: '10.100.54.1' }),
    ['FLANNEL_SUBNET=10.100.54.1 is not an IPv4 subnet'],
  ],
  [
    'a subnet of the other family',
    subnetEnv({ ...onlyIpv6, FLANNEL_IPV6_SUBNET: '10.100.54.1/24' }),
    ['FLANNEL_IPV6_SUBNET=10.100.54.1/24 is not an IPv6 subnet'],
  ],
  [
    'networks that are none, said once',
    subnetEnv({ FLANNEL_NETWORK: '10.100.0.0/33,pods' }),
    ['FLANNEL_NETWORK=10.100.0.0/33,pods is not an IPv4 network'],
  ],
  [
    'a list that ends in a comma',
    subnetEnv({ FLANNEL_NETWORK: '10.100.0.0/16,' }),
    ['FLANNEL_NETWORK=10.100.0.0/16, is not an IPv4 network'],
  ],
  [
    'an empty network',
    subnetEnv({ FLANNEL_NETWORK: '' }),
    ['FLANNEL_NETWORK= is not an IPv4 network'],
  ],
  [
    'a quote that nothing closes',
    subnetEnv({ FLANNEL_SUBNET: '"10.100.54.1/24' }),
    ['FLANNEL_SUBNET="10.100.54.1/24 is not an IPv4 subnet'],
  ],
  [
    'garbage, told by its first line alone',
    `FLANNEL_NETWORK=10.100.0.0/16\n<html>\n</html>\n${subnetEnv()}`,
    ['line 2 is not KEY=value'],
  ],
  ['a value without a key', `=1\n${subnetEnv()}`, ['line 1 is not KEY=value']],
  ...['', '1450.5', '-1450', '0', '67', '65536', '1e3', '0x5dc', 'many', '1450 '.repeat(2)].map(
    (mtu) =>
      [
        `the MTU "${mtu}"`,
        subnetEnv({ FLANNEL_MTU: mtu }),
        [`FLANNEL_MTU=${mtu.trim()} is not an MTU`],
      ] as const,
  ),
  [
    'several mistakes, all told at once',
    subnetEnv({ FLANNEL_NETWORK: 'a', FLANNEL_SUBNET: 'b', FLANNEL_MTU: 'c' }),
    [
      'FLANNEL_SUBNET=b is not an IPv4 subnet',
      'FLANNEL_NETWORK=a is not an IPv4 network',
      'FLANNEL_MTU=c is not an MTU',
    ],
  ],
];

for (const [of, text, problems] of broken)
  t.test(`refuses a file with ${of}`, async (t) => {
    t.strictSame(parseSubnetFile(text), { problems });
  });

t.test('damaged files are read or refused with a reason, and soon', async (t) => {
  const texts = [
    ...damagedTexts([...sound, ...broken].map(([, text]) => text)),
    `FLANNEL_NETWORK=${'10.100.0.0/16,'.repeat(4_600)}`,
    `FLANNEL_SUBNET=${'"'.repeat(65_000)}`,
    `export${' '.repeat(65_000)}`,
    `${'A=\n'.repeat(21_000)}`,
  ];
  const lasted = durationOf(() => {
    const wrong = texts.filter((text) => {
      const { file, problems } = parseSubnetFile(text);
      return file === undefined ? problems.length === 0 : problems.length > 0;
    });
    t.strictSame(wrong, [], 'either a file or problems');
    const files = texts.flatMap((text) => parseSubnetFile(text).file ?? []);
    t.ok(files.length > 100, 'some are still sound');
    t.strictSame(
      files.filter(({ leases, mtu }) => leases.length === 0 || !(mtu >= 68 && mtu <= 65_535)),
      [],
      'a sound file has a lease and an MTU',
    );
    const cidrs = files.flatMap(({ leases }) => leases.flatMap((l) => [l.subnet, ...l.networks]));
    t.ok(cidrs.every((each) => formatCidr(each) !== ''));
  });
  t.ok(lasted < soonMs);
});
