import t from 'tap';
import { parseAddress } from '../../src/domain/ip-address.ts';
import { nameserversOf } from '../../src/domain/resolv-conf.ts';
import { damagedTexts, durationOf, soonMs } from '../support/damaged-texts.ts';

const magnum = 'search novalocal\nnameserver 8.8.8.8\n';
const full =
  '; generated\n# comment\nsearch a.example b.example\nnameserver 10.0.0.2\nnameserver\t10.0.0.3 \noptions edns0 trust-ad\n';

const cases: readonly (readonly [of: string, text: string, servers: readonly string[]])[] = [
  ['a Magnum node', magnum, ['8.8.8.8']],
  ['several, in their order', full, ['10.0.0.2', '10.0.0.3']],
  ['the stub of systemd-resolved', 'nameserver 127.0.0.53\n', ['127.0.0.53']],
  ['a file without its last newline', 'nameserver 10.0.0.2', ['10.0.0.2']],
  [
    'a file of another system',
    'nameserver 10.0.0.2\r\nnameserver 10.0.0.3\r\n',
    ['10.0.0.2', '10.0.0.3'],
  ],
  [
    'IPv6, with and without a zone',
    'nameserver fd00::2\nnameserver fe80::1%eth0\n',
    ['fd00::2', 'fe80::1%eth0'],
  ],
  ['a comment behind an address', 'nameserver 10.0.0.2 # ours\n', ['10.0.0.2']],
  ['the same one twice', 'nameserver 10.0.0.2\nnameserver 10.0.0.2\n', ['10.0.0.2', '10.0.0.2']],
  ['nobody', 'search novalocal\n', []],
  ['an empty file', '', []],
  [
    'what only looks like one',
    '#nameserver 10.0.0.2\n nameserver 10.0.0.3\nnameservers 10.0.0.4\nnameserver\nnameserver10.0.0.5\n',
    [],
  ],
  [
    'no more than the C library asks',
    [2, 3, 4, 5].map((last) => `nameserver 10.0.0.${last}\n`).join(''),
    ['10.0.0.2', '10.0.0.3', '10.0.0.4'],
  ],
  [
    'the addresses only, which alone count for the C library',
    ['dns.example', '10.0.0.256', '10.0.0', '10.0.0.2']
      .map((word) => `nameserver ${word}\n`)
      .join(''),
    ['10.0.0.2'],
  ],
];

for (const [of, text, servers] of cases)
  t.test(`names ${of}`, async (t) => {
    t.strictSame(nameserversOf(text), servers);
  });

t.test('damaged files give three addresses at the most, and soon', async (t) => {
  const texts = [
    ...damagedTexts([magnum, full, ...cases.map(([, text]) => text)]),
    `nameserver${' '.repeat(65_000)}`,
    'nameserver '.repeat(6_000),
    '\r'.repeat(65_536),
  ];
  const lasted = durationOf(() => {
    const servers = texts.map(nameserversOf);
    t.ok(servers.every(({ length }) => length <= 3));
    t.ok(servers.flat().every((server) => parseAddress(server) !== undefined));
  });
  t.ok(lasted < soonMs);
});
