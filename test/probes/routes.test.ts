import { join } from 'node:path';
import t from 'tap';
import { parseRoutes, routes } from '../../src/probes/routes.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const ipv4 = fixture('ip-route.iproute2-6.1.json');
const ipv6 = fixture('ip-6-route.iproute2-6.1.json');
const ask4 = 'ip -j route show table main';
const ask6 = 'ip -j -6 route show table main';
const to = (text: string, family: 4 | 6, destination: string) =>
  parseRoutes(text, family).filter((route) => route.destination === destination);

t.test('both families are asked where the node has both', async (t) => {
  const file = join(t.testdir({ if_inet6: '' }), 'if_inet6');
  const { run } = fakeCommands({ [ask4]: ipv4, [ask6]: ipv6 });
  const families = (await routes(run, file)).map(({ family }) => family);
  t.same(new Set(families), new Set([4, 6]));
});

t.test('with IPv6 switched off there are none of it, and nothing is asked', async (t) => {
  const { run, asked } = fakeCommands({ [ask4]: ipv4 });
  t.equal((await routes(run, join(t.testdir({}), 'absent'))).length, parseRoutes(ipv4, 4).length);
  t.same(asked, [ask4]);
});

t.test('with IPv6 switched on a failed query is not an empty list', async (t) => {
  const { run } = fakeCommands({
    [ask4]: ipv4,
    [ask6]: { exitCode: 2, stderr: 'Dump terminated' },
  });
  await t.rejects(routes(run), { reason: 'ToolFailed', message: `${ask6}: Dump terminated` });
});

t.test('default routes and their metrics', async (t) => {
  const route = {
    family: 4,
    destination: '0.0.0.0/0',
    type: 'unicast',
    device: 'eth0',
    dead: false,
  };
  t.same(to(ipv4, 4, '0.0.0.0/0'), [
    { ...route, metric: 0, gateway: '172.31.77.3' },
    { ...route, metric: 100, gateway: '172.31.77.4' },
  ]);
  t.match(to(ipv6, 6, '::/0'), [{ gateway: 'fd00:77::1', metric: 1024 }]);
});

t.test('single addresses get their prefix', async (t) => {
  t.equal(to(ipv4, 4, '10.244.3.7/32').length, 1);
  t.equal(to(ipv6, 6, 'fd00:ab::7/128').length, 1);
});

t.test('each next hop is a route', async (t) => {
  t.match(to(ipv4, 4, '10.244.9.0/24'), [{ gateway: '172.31.77.3' }, { gateway: '172.31.77.5' }]);
  t.match(to(ipv6, 6, 'fd00:aa::/64'), [{ gateway: 'fd00:77::3' }, { gateway: 'fd00:77::4' }]);
});

t.test('a gateway of the other family', async (t) => {
  t.match(to(ipv4, 4, '10.244.8.0/24'), [{ gateway: 'fd00:77::8', device: 'eth0' }]);
});

t.test('a route that leads nowhere has no device', async (t) => {
  t.same(to(ipv4, 4, '10.9.0.0/16'), [
    {
      family: 4,
      destination: '10.9.0.0/16',
      type: 'unreachable',
      device: '',
      metric: 0,
      dead: false,
    },
  ]);
});

t.test('a link without carrier makes its routes dead', async (t) => {
  const text = fixture('ip-route.linkdown.iproute2-6.1.json');
  t.match(to(text, 4, '172.31.77.0/24'), [{ dead: true }]);
  t.match(to(text, 4, '10.244.2.0/24'), [{ dead: false }]);
  const hops = [
    { dev: 'a', flags: ['dead', 'linkdown'] },
    { dev: 'b', flags: [] },
  ];
  const multipath = JSON.stringify([{ dst: '10.0.0.0/8', flags: [], nexthops: hops }]);
  t.match(parseRoutes(multipath, 4), [{ dead: true }, { dead: false }]);
});

for (const [what, text] of Object.entries(garbage)) {
  t.test(`${what} is no list of routes`, async (t) => {
    t.throws(() => parseRoutes(text, 4), wrongFormat);
  });
}
