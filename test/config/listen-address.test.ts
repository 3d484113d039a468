import t from 'tap';
import { parseListenAddress } from '../../src/config/listen-address.ts';

for (const [text, host, port] of [
  ['127.0.0.1:20258', '127.0.0.1', 20_258],
  ['0.0.0.0:1', '0.0.0.0', 1],
  ['[::1]:65535', '::1', 65_535],
  ['[10.0.0.5]:20258', '10.0.0.5', 20_258],
  ['[FD00::5]:20258', 'FD00::5', 20_258],
] as const)
  t.test(`${text} is ${host}, port ${port}`, async (t) => {
    t.same(parseListenAddress(text), { host, port });
  });

for (const text of [
  ...['', '20258', ':20258', '127.0.0.1', '127.0.0.1:', '127.0.0.1:0', '127.0.0.1:65536'],
  ...[
    '::1:20258',
    '[::1]',
    '[::1:20258',
    '[]:1',
    'localhost:20258',
    '1.2.3:80',
    '[fe80::1%eth0]:1',
  ],
  ...['http://127.0.0.1:20258', '127.0.0.1:20258/', ' 127.0.0.1:20258', '127.0.0.1:2e4'],
])
  t.test(`${JSON.stringify(text)} is no address with a port`, async (t) => {
    t.equal(parseListenAddress(text), undefined);
  });
