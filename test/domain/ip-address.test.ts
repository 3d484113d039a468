import { isIP } from 'node:net';
import t from 'tap';
import {
  type Address,
  addressAt,
  type Cidr,
  contains,
  formatAddress,
  formatCidr,
  isLinkLocal,
  isLoopback,
  networkOf,
  overlaps,
  parseAddress,
  parseCidr,
  sameAddress,
} from '../../src/domain/ip-address.ts';

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (parsed === undefined) throw new Error(`not an address: ${text}`);
  return parsed;
}

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`not a network: ${text}`);
  return parsed;
}

const written: readonly (readonly [text: string, canonical: string])[] = [
  ['0.0.0.0', '0.0.0.0'],
  ['10.100.54.1', '10.100.54.1'],
  ['255.255.255.255', '255.255.255.255'],
  ['::', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['1::', '1::'],
  ['FE80::ABCD', 'fe80::abcd'],
  ['fe80::1%eth0', 'fe80::1'],
  ['fe80::1%eth0.100', 'fe80::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['10:0:0:a0:1:1:1:1', '10::a0:1:1:1:1'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
  ['0001:02:003::', '1:2:3::'],
  ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
  ['::ffff:c000:201', '::ffff:192.0.2.1'],
  ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
  ['1:2:3:4:5:6:7.8.9.10', '1:2:3:4:5:6:708:90a'],
];

for (const [text, canonical] of written) {
  t.test(`${text} is written ${canonical}`, async (t) => {
    t.equal(formatAddress(address(text)), canonical);
    t.ok(sameAddress(address(text), address(canonical)));
  });
}

t.test('an address in any other form is refused', async (t) => {
  const refused = [
    ...['', ' ', '.', '1', '1.2.3', '1.2.3.4.5', '1.2.3.256', '1.2.3.1000', '01.2.3.4', '1.2.3.00'],
    ...['0x1.2.3.4', '1.2.3.-4', '1.2.3.4 ', ' 1.2.3.4', '1.2.3.4\n', '1.2.3.4/8', '1.2.3.4%eth0'],
    ...['1..2.3', 'a.b.c.d', 'localhost', ':', ':::', '1:2', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9'],
    ...['1::2::3', '1:2:3:4::5:6:7:8', '::1:2:3:4:5:6:7:8', ':1:2:3:4:5:6:7', '1:2:3:4:5:6:7:'],
    ...['12345::', 'g::', '::1 ', ' ::1', '::1\r', '::1/64', 'fe80::1%', 'fe80::1%a%b', '%eth0'],
    ...[
      '::1.2.3',
      '::1.2.3.256',
      '::1.2.3.04',
      '1.2.3.4::',
      '::1.2.3.4:5',
      '1:2:3:4:5:6:7:1.2.3.4',
    ],
    ...['[::1]', '::-1', '::0x1', '٣.1.1.1'],
  ];
  for (const text of refused) t.equal(parseAddress(text), undefined, JSON.stringify(text));
});

t.test('10,000 made-up texts are judged as node judges them', async (t) => {
  const pieces = ['0', '1', '25', '255', '256', '007', 'ffff', ':', '::', '.', '1.2.3.4', 'g', ' '];
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const differing: string[] = [];
  for (let round = 0; round < 10_000; round += 1) {
    const length = 1 + random(16);
    const text = Array.from({ length }, () => pieces[random(pieces.length)]).join('');
    const parsed = parseAddress(text);
    if ((parsed?.family ?? 0) !== isIP(text)) differing.push(text);
    if (parsed && !sameAddress(parsed, address(formatAddress(parsed)))) differing.push(text);
  }
  t.same(differing, []);
});

t.test('a network keeps its host bits until it is asked for the network itself', async (t) => {
  const rows: readonly (readonly [text: string, network: string])[] = [
    ['10.100.54.1/24', '10.100.54.0/24'],
    ['10.100.54.1/32', '10.100.54.1/32'],
    ['10.100.54.1/0', '0.0.0.0/0'],
    ['172.31.255.255/12', '172.16.0.0/12'],
    ['fd00:10::1:2/64', 'fd00:10::/64'],
    ['2001:db8::1/128', '2001:db8::1/128'],
    ['2001:db8::1/0', '::/0'],
  ];
  for (const [text, network] of rows) {
    t.equal(formatCidr(cidr(text)), text);
    t.equal(formatCidr(networkOf(cidr(text))), network);
  }
  t.equal(formatCidr(cidr('fe80::1%eth0/64')), 'fe80::1/64');
});

t.test('a network in any other form is refused', async (t) => {
  const refused = [
    ...['', '/', '/24', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/024', '10.0.0.0/-1'],
    ...['10.0.0.0/1e1', '10.0.0.0/24 ', '10.0.0.0 /24', '10.0.0.0/8/8', '10.0.0/8', '::', '::/129'],
    ...['::/0x1', '10.0.0.0/255.0.0.0', '10.0.0.0/1000', '10.0.0.0/99999999999999999999'],
  ];
  for (const text of refused) t.equal(parseCidr(text), undefined, JSON.stringify(text));
});

t.test('a network contains addresses and smaller networks of its own family', async (t) => {
  const rows: readonly (readonly [network: string, inner: string, expected: boolean])[] = [
    ['10.100.0.0/16', '10.100.255.255', true],
    ['10.100.54.1/16', '10.100.0.0', true],
    ['10.100.0.0/16', '10.101.0.0', false],
    ['10.100.0.0/16', '10.100.54.1/24', true],
    ['10.100.0.0/16', '10.100.0.0/16', true],
    ['10.100.0.0/16', '10.100.0.0/15', false],
    ['0.0.0.0/0', '203.0.113.1', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '10.0.0.1', false],
    ['::/0', 'fd00::/8', true],
    ['fd00:10::/64', 'fd00:10::ffff:ffff:ffff:ffff', true],
    ['fd00:10::/64', 'fd00:10:0:1::', false],
  ];
  for (const [network, inner, expected] of rows) {
    const value = inner.includes('/') ? cidr(inner) : address(inner);
    t.equal(contains(cidr(network), value), expected, `${network} ${inner}`);
  }
});

t.test('networks overlap when one lies in the other', async (t) => {
  const rows: readonly (readonly [a: string, b: string, expected: boolean])[] = [
    ['10.100.0.0/16', '10.100.54.0/24', true],
    ['10.100.54.0/24', '10.100.0.0/16', true],
    ['10.100.54.0/24', '10.100.55.0/24', false],
    ['0.0.0.0/0', '::/0', false],
  ];
  for (const [a, b, expected] of rows) t.equal(overlaps(cidr(a), cidr(b)), expected, `${a} ${b}`);
});

t.test('addresses of two families differ, whatever their value', async (t) => {
  t.notOk(sameAddress(address('0.0.0.1'), address('::1')));
  t.notOk(sameAddress(address('10.0.0.1'), address('10.0.0.2')));
});

t.test('an address is counted from the start of its network', async (t) => {
  const rows: readonly (readonly [network: string, offset: bigint, expected: string])[] = [
    ['10.100.54.7/24', 0n, '10.100.54.0'],
    ['10.100.54.7/24', 1n, '10.100.54.1'],
    ['10.100.54.7/24', 256n, '10.100.55.0'],
    ['255.255.255.255/32', 1n, '0.0.0.0'],
    ['fd00:10:0:1::5/64', 2n ** 64n - 1n, 'fd00:10:0:1:ffff:ffff:ffff:ffff'],
  ];
  for (const [network, offset, expected] of rows)
    t.equal(formatAddress(addressAt(cidr(network), offset)), expected);
});

t.test('link-local and loopback addresses are known in both families', async (t) => {
  const linkLocal = ['169.254.0.0', '169.254.169.254', 'fe80::1', 'febf::1'];
  const loopback = ['127.0.0.0', '127.0.0.53', '::1'];
  const neither = ['169.253.0.1', '128.0.0.1', '0.0.0.1', 'fec0::1', 'fd00::1', '::', '::2'];
  for (const text of [...linkLocal, ...loopback, ...neither]) {
    t.equal(isLinkLocal(address(text)), linkLocal.includes(text), text);
    t.equal(isLoopback(address(text)), loopback.includes(text), text);
  }
});
