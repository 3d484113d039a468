import t from 'tap';
import { bypassesProxy, proxyFor } from '../../src/domain/no-proxy.ts';

const cases: readonly (readonly [string, string, boolean])[] = [
  ['', 'http://web.example/', false],
  ['*', 'http://web.example/', true],
  ['web.example', 'http://web.example/', true],
  ['Web.Example', 'http://web.example/', true],
  ['web.example', 'http://a.b.web.example/', true],
  ['web.example', 'http://otherweb.example/', false],
  ['eb.example', 'http://web.example/', false],
  ['.web.example', 'http://a.web.example/', true],
  ['.web.example', 'http://web.example/', false],
  ['*.web.example', 'http://a.web.example/', true],
  ['*.web.example', 'http://web.example/', false],
  ['web.example', 'http://web.example./', true],
  ['a.example, web.example,', 'https://web.example/', true],
  ['a.example web.example', 'https://web.example/', true],
  ['web.example:443', 'https://web.example/', true],
  ['web.example:443', 'http://web.example/', false],
  ['web.example:8080', 'http://web.example:8080/', true],
  ['10.0.0.5', 'http://10.0.0.5:5000/', true],
  ['10.0.0.5:5000', 'http://10.0.0.5:5000/', true],
  ['10.0.0.5:5001', 'http://10.0.0.5:5000/', false],
  ['10.0.0.5', 'http://10.0.0.50/', false],
  ['10.0.0.5', 'http://web.example/', false],
  ['0.0.5', 'http://10.0.0.5/', false],
  ['10.0.0.0/8', 'http://10.200.0.5/', true],
  ['10.0.0.0/8', 'http://11.0.0.5/', false],
  ['10.0.0.0/8', 'http://web.example/', false],
  ['fd00::/8', 'http://[fd00::5]:80/', true],
  ['fd00::5', 'http://[fd00::5]/', true],
  ['[fd00::5]', 'http://[fd00::5]/', true],
  ['[fd00::5]:81', 'http://[fd00::5]/', false],
  ['fd00::6', 'http://[fd00::5]/', false],
  ['', 'http://localhost:5000/', true],
  ['', 'http://127.0.0.1/', true],
  ['', 'http://[::1]/', true],
  ['', 'http://169.254.169.254/latest/', true],
];

for (const [noProxy, url, expected] of cases) {
  t.test(`NO_PROXY=${noProxy} ${expected ? 'names' : 'does not name'} ${url}`, async (t) => {
    t.equal(bypassesProxy(noProxy, new URL(url)), expected);
  });
}

t.test('each scheme has a proxy of its own', async (t) => {
  const node = { httpsProxy: 'http://s:1', httpProxy: 'http://h:1', noProxy: 'own.example' };
  t.equal(proxyFor(new URL('https://web.example/'), node), 'http://s:1');
  t.equal(proxyFor(new URL('http://web.example/'), node), 'http://h:1');
  t.equal(proxyFor(new URL('http://own.example/'), node), undefined);
  t.equal(proxyFor(new URL('http://web.example/'), { ...node, httpProxy: '' }), undefined);
});
