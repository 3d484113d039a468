import t from 'tap';
import { routeOf } from '../../src/probes/web-route.ts';

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;

const targets = [
  ['http://web.example/a', { host: 'web.example', port: 80, secure: false }],
  ['https://web.example/a', { host: 'web.example', port: 443, secure: true }],
  ['https://10.0.0.5:5000/v3', { host: '10.0.0.5', port: 5000, secure: true }],
  ['http://[fd00::5]/', { host: 'fd00::5', port: 80, secure: false }],
] as const;

for (const [url, target] of targets) {
  t.test(`${url} leads to ${target.host} port ${target.port}`, async (t) => {
    t.match(routeOf({ url }), { target, proxy: undefined, authorization: undefined });
  });
}

const proxies = [
  ['http://proxy:3128', { host: 'proxy', port: 3128, secure: false, name: 'http://proxy:3128' }],
  ['proxy:3128', { host: 'proxy', port: 3128, secure: false }],
  ['https://proxy', { host: 'proxy', port: 443, secure: true }],
  [
    'http://user:p%40ss@proxy:3128/',
    { name: 'http://proxy:3128', authorization: basic('user:p@ss') },
  ],
  ['user:@proxy:3128', { name: 'http://proxy:3128', authorization: basic('user:') }],
  ['http://user:100%25%@proxy', { authorization: basic('user:100%25%') }],
] as const;

for (const [proxy, expected] of proxies) {
  t.test(`${proxy} is a proxy`, async (t) => {
    t.match(routeOf({ url: 'http://web.example/', proxy }), { proxy: expected });
  });
}

t.test('credentials of the URL itself are for the server', async (t) => {
  t.match(routeOf({ url: 'https://u:p@web.example/' }), { authorization: basic('u:p') });
});

const refused = [
  { url: 'u:planted' },
  { url: 'ftp://u:planted@web.example/' },
  { url: 'http://web.example/', proxy: 'http://u:planted/x@proxy' },
  { url: 'http://web.example/', proxy: 'socks5://u:planted@proxy' },
];

for (const request of refused) {
  t.test(`${JSON.stringify(request)} is refused, and not shown`, async (t) => {
    t.throws(() => routeOf(request), { reason: 'ToolFailed', message: /^(?!.*planted)/ });
  });
}
