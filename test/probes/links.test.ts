import t from 'tap';
import { links, parseLinks } from '../../src/probes/links.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const vxlanNode = fixture('ip-addr.vxlan.iproute2-6.1.json');
const named = (text: string, name: string) => parseLinks(text).find((link) => link.name === name);

t.test('links come from one ip process', async (t) => {
  const { run, asked } = fakeCommands({ 'ip -j -d addr show': vxlanNode });
  t.equal((await links(run)).length, 8);
  t.same(asked, ['ip -j -d addr show']);
});

t.test('a healthy vxlan device', async (t) => {
  t.match(named(vxlanNode, 'flannel.1'), {
    index: 4,
    up: true,
    carrier: true,
    mtu: 1450,
    linkType: 'ether',
    kind: 'vxlan',
    addresses: ['10.244.1.0/32', /^fe80::.*\/64$/],
    vxlan: { id: 1, local: '172.31.77.2', link: 'eth0' },
  });
});

t.test('a bridge without carrier, and its port', async (t) => {
  t.match(named(vxlanNode, 'cni0'), { up: true, carrier: false, kind: 'bridge' });
  t.match(named(vxlanNode, 'veth1'), { master: 'cni0', kind: 'veth' });
});

t.test('a tun device whose daemon is dead', async (t) => {
  t.same(named(vxlanNode, 'flannel0'), {
    name: 'flannel0',
    index: 8,
    up: true,
    carrier: false,
    mtu: 1500,
    linkType: 'none',
    kind: 'tun',
    addresses: ['10.100.54.0/16'],
  });
});

t.test('wireguard and ipip devices', async (t) => {
  t.match(named(fixture('ip-addr.wireguard.synthetic.json'), 'flannel-wg'), {
    kind: 'wireguard',
    linkType: 'none',
    addresses: ['10.244.1.0/32'],
  });
  t.match(named(fixture('ip-addr.ipip.synthetic.json'), 'flannel.ipip'), {
    kind: 'ipip',
    linkType: 'ipip',
    mtu: 1480,
  });
});

t.test('a vxlan device over IPv6, and one that says nothing of its uplink', async (t) => {
  const link = { ifname: 'v', ifindex: 9, mtu: 1, link_type: 'ether', addr_info: [{}] };
  const vxlan = (data: object) =>
    parseLinks(JSON.stringify([{ ...link, linkinfo: { info_kind: 'vxlan', info_data: data } }]));
  t.match(vxlan({ id: 7, local6: 'fd00::1' }), [{ vxlan: { id: 7, local: 'fd00::1' } }]);
  t.same(vxlan({ id: 7 })[0]?.vxlan, { id: 7 });
  t.same(vxlan({ id: 7 })[0]?.addresses, []);
});

for (const [what, text] of Object.entries(garbage)) {
  t.test(`${what} is no list of links`, async (t) => {
    t.throws(() => parseLinks(text), wrongFormat);
  });
}
