import t from 'tap';
import {
  collectForwarding,
  deviceForwarding,
  ipv4Forwarding,
  ipv6Forwarding,
  isStrict,
  reversePathFilter,
} from '../../../src/checks/facts/forwarding.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { Probes, RuleQuery } from '../../../src/domain/probes.ts';
import {
  defaultRoute,
  flannelNode,
  link,
  nodeSettings,
  processOf,
  processTable,
  route,
  subnetEnv,
  subnetPath,
  tunDevice,
  uplink,
  vxlanDevice,
} from '../../support/facts.ts';
import { type FakeNode, flannelRules, probesOf, vxlanNode } from '../../support/fake-node.ts';
import { fakeRules } from '../../support/fake-rules.ts';

const collect = (node: Partial<FakeNode>, probes: Partial<Probes> = {}) =>
  collectForwarding({ ...probesOf({ ...vxlanNode, ...node }), ...probes }, nodeSettings());

const withFiles = (files: FakeNode['files']): Partial<FakeNode> => ({
  files: { ...vxlanNode.files, ...files },
});

const failing = (reason: 'ToolMissing' | 'ToolFailed' | 'NotPermitted') => async () => {
  throw new ProbeError(reason, 'it was not to be');
};

t.test('without flannel nothing more is asked', async (t) => {
  const { links, routes, rules, ...probes } = probesOf(vxlanNode);
  const asked = (): never => t.fail('asked') as never;
  const facts = await collectForwarding(
    { ...probes, links: asked, routes: asked, rules: asked },
    nodeSettings({ flannel: 'none' }),
  );
  t.match(facts, { path: {}, families: [], peers: [], counters: '' });
});

t.test('the way of a packet is named', async (t) => {
  const dualStack = subnetEnv({
    FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
    FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
  });
  const ipv6Uplink = link('eth1', { addresses: ['fd00::5/64'] });
  const ipv6Default = defaultRoute({ family: 6, destination: '::/0', device: 'eth1' });
  const ipv6Device = vxlanDevice({ name: 'flannel-v6.1', mtu: 1430 });

  t.test('vxlan', async (t) => {
    const { path, families } = await collect({});
    t.same(path, { bridge: 'cni0', overlay: 'flannel.1', uplink: 'eth0' });
    t.same(
      families.map((family) => family.path),
      [path],
    );
  });

  t.test('each family by its own devices', async (t) => {
    const { path, families } = await collect({
      ...withFiles({ [subnetPath]: dualStack }),
      links: [...vxlanNode.links, ipv6Device, ipv6Uplink],
      routes: [...vxlanNode.routes, ipv6Default],
    });
    t.same(path, { bridge: 'cni0', overlay: 'flannel.1', uplink: 'eth0' });
    t.same(
      families.map((family) => family.path),
      [path, { bridge: 'cni0', overlay: 'flannel-v6.1', uplink: 'eth1' }],
    );
  });

  t.test('wireguard with a device for each family', async (t) => {
    const { families } = await collect({
      ...withFiles({ [subnetPath]: dualStack.replace('1450', '1420') }),
      links: [
        uplink(),
        link('flannel-wg', { mtu: 1420, kind: 'wireguard' }),
        link('flannel-wg-v6', { mtu: 1420, kind: 'wireguard' }),
      ],
    });
    t.same(
      families.map((family) => family.path.overlay),
      ['flannel-wg', 'flannel-wg-v6'],
    );
  });

  t.test('host-gw sends through the uplink', async (t) => {
    const { path } = await collect({
      ...withFiles({ [subnetPath]: subnetEnv({ FLANNEL_MTU: '1500' }) }),
      links: [uplink()],
    });
    t.same(path, { overlay: 'eth0', uplink: 'eth0' });
  });

  t.test('the vxlan device may send through another uplink than the default route', async (t) => {
    const links = [
      uplink(),
      link('eth1'),
      vxlanDevice({ vxlan: { id: 1, local: '10.1.0.5', link: 'eth1' } }),
    ];
    const { path, families } = await collect({ links });
    t.same(path, { overlay: 'flannel.1', uplink: 'eth1' });
    t.same(
      families.map((family) => family.path.uplink),
      ['eth0'],
    );
  });

  t.test('what is not there has no name', async (t) => {
    t.same((await collect({ links: [], routes: [] })).path, {});
    const { path, families } = await collect(withFiles({ [subnetPath]: '' }));
    t.same(path, { bridge: 'cni0', uplink: 'eth0' });
    t.same(families, []);
  });

  t.test('a network without a bridge (Canal)', async (t) => {
    const canal = JSON.stringify({ name: 'canal', plugins: [{ type: 'calico' }] });
    const { path } = await collect({
      ...withFiles({ '/etc/cni/net.d/10-flannel.conflist': canal }),
    });
    t.same(path, { overlay: 'flannel.1', uplink: 'eth0' });
  });
});

t.test("the kernel's switches are read along the way", async (t) => {
  const { switches } = await collect(
    withFiles({ [deviceForwarding('cni0')]: '1\n', [deviceForwarding('flannel.1')]: '0\n' }),
  );
  t.equal(switches.get(ipv4Forwarding), '1');
  t.equal(switches.get(ipv6Forwarding), '1');
  t.equal(switches.get(deviceForwarding('cni0')), '1');
  t.equal(switches.get(deviceForwarding('flannel.1')), '0');
  t.equal(switches.get(reversePathFilter('eth0')), '2');
  t.equal(switches.has(deviceForwarding('eth0')), false);
});

t.test('the kernel takes the larger value of rp_filter', async (t) => {
  const values: readonly (readonly [all: string, device: string | undefined, strict: boolean])[] = [
    ['0', '0', false],
    ['1', '0', true],
    ['0', '1', true],
    ['1', '2', false],
    ['2', '1', false],
    ['1', undefined, true],
    ['0', undefined, false],
  ];
  for (const [all, device, strict] of values) {
    const switches = new Map([[reversePathFilter('all'), all]]);
    if (device !== undefined) switches.set(reversePathFilter('eth0'), device);
    t.equal(isStrict(switches, 'eth0'), strict, `${all} and ${device}`);
  }
});

const strict = withFiles({ [reversePathFilter('eth0')]: '1\n' });

t.test('the other nodes are asked for where rp_filter is strict, and only of vxlan', async (t) => {
  t.same((await collect({})).peers, []);
  t.match((await collect(strict)).peers, [{ destination: '10.0.0.6' }]);
  const { uplink: _, ...path } = (await collect({ ...strict, routes: [] })).path;
  t.same(path, { bridge: 'cni0', overlay: 'flannel.1' });

  const asked = (): never => t.fail('asked') as never;
  const tun = {
    files: { ...strict.files, [subnetPath]: subnetEnv({ FLANNEL_MTU: '1472' }) },
    links: [uplink(), tunDevice()],
  };
  t.same((await collect(tun, { forwardingEntries: asked })).peers, []);
  const lost = { ...strict, links: [vxlanDevice({ vxlan: { id: 1 } })], routes: [] };
  t.same((await collect(lost, { forwardingEntries: asked })).peers, []);
});

t.test('other nodes that could not be asked for are none', async (t) => {
  const { peers } = await collect(strict, { forwardingEntries: failing('ToolMissing') });
  t.match(peers, { reason: 'ToolMissing' });
});

t.test('the firewall of each family is read, and of nat only the chains on the way', async (t) => {
  const asked: string[] = [];
  const rules: Probes['rules'] = async (query) => {
    asked.push(nameOf(query));
    return fakeRules(vxlanNode.rules)(query);
  };
  const { families } = await collect({}, { rules });
  t.same(asked.toSorted(), [
    '4 filter',
    '4 nat FLANNEL-POSTRTG',
    '4 nat KUBE-POSTROUTING',
    '4 nat POSTROUTING',
  ]);
  const [family] = families;
  const nat = family?.nat instanceof ProbeError ? [] : (family?.nat ?? []);
  t.match(nat, [{ backend: 'nft' }]);
  t.ok(nat[0]?.rules.some((rule) => rule.startsWith('-A FLANNEL-POSTRTG')));
});

const nameOf = ({ family, table, chain }: RuleQuery): string =>
  [family, table, chain].filter((part) => part !== undefined).join(' ');

t.test('each backend is followed by itself', async (t) => {
  const nft = fakeRules({ '4 nat': ['-A POSTROUTING -j A', '-A A -j RETURN'] }, 'nft');
  const legacy = fakeRules({ '4 nat': ['-A POSTROUTING -j A', '-A POSTROUTING -j B'] }, 'legacy');
  const rules: Probes['rules'] = async (query) => [...(await nft(query)), ...(await legacy(query))];
  const { families } = await collect({}, { rules });
  t.same(families[0]?.nat, [
    { backend: 'nft', rules: ['-A POSTROUTING -j A', '-A A -j RETURN'] },
    { backend: 'legacy', rules: ['-A POSTROUTING -j A', '-A POSTROUTING -j B'] },
  ]);
});

t.test('rules that lead on and on come to an end', async (t) => {
  let asked = 0;
  const rules: Probes['rules'] = async ({ table, chain }) => {
    asked += 1;
    const line = chain === undefined ? '-P FORWARD ACCEPT' : `-A ${chain} -j ${chain}X`;
    return [{ backend: 'nft', rules: table === 'nat' ? [line] : [] }];
  };
  await collect({}, { rules });
  t.ok(asked < 30, `${asked} questions`);
});

t.test('flannel that masquerades nothing is not looked at for it', async (t) => {
  const { families } = await collect(
    withFiles({ [subnetPath]: subnetEnv({ FLANNEL_IPMASQ: 'false' }) }),
    { nftChain: failing('ToolFailed') },
  );
  t.equal(families.length, 1);
  t.notOk(families[0] && 'nat' in families[0]);
});

t.test("flannel's nftables chain is read in each family", async (t) => {
  const lines = ['ip saddr 10.100.0.0/16 masquerade fully-random'];
  const { families } = await collect({ nft: { 'ip flannel-ipv4 postrtg': lines } });
  t.same(families[0]?.nftMasquerade, lines);

  const ipv6 = {
    FLANNEL_NETWORK: undefined,
    FLANNEL_SUBNET: undefined,
    FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
    FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
  };
  const single = await collect({
    ...withFiles({ [subnetPath]: subnetEnv(ipv6) }),
    nft: { 'ip6 flannel-ipv6 postrtg': lines },
  });
  t.same(
    single.families.map(({ lease, nftMasquerade }) => [lease.family, nftMasquerade]),
    [[6, lines]],
  );
});

t.test('a tool that fails is an answer of its own', async (t) => {
  const { families } = await collect(
    {},
    { rules: failing('ToolFailed'), nftChain: failing('ToolMissing') },
  );
  t.match(families, [
    {
      filter: { reason: 'ToolFailed' },
      nat: { reason: 'ToolFailed' },
      nftMasquerade: { reason: 'ToolMissing' },
    },
  ]);
});

t.test('a chain on the way that cannot be read leaves all of them open', async (t) => {
  const rules: Probes['rules'] = async (query) =>
    query.chain === 'FLANNEL-POSTRTG'
      ? failing('ToolFailed')()
      : fakeRules(flannelRules('10.100.0.0/16', '10.100.54.0/24'))(query);
  const { families } = await collect({}, { rules });
  t.match(families, [{ nat: { reason: 'ToolFailed' }, filter: [{ backend: 'nft' }] }]);
});

t.test('the counters are kept as far as they can be read', async (t) => {
  t.match((await collect({})).counters, /InCsumErrors/);
  const unreadable = { kind: 'notPermitted', path: '/proc/net/snmp' } as const;
  t.equal((await collect(withFiles({ '/proc/net/snmp': unreadable }))).counters, '');
});

t.test('a docker-era node: docker0 is the bridge', async (t) => {
  const { path } = await collect({
    ...withFiles({ '/run/flannel/docker': 'DOCKER_NETWORK_OPTIONS="--bip=10.100.54.1/24"\n' }),
    folders: {},
    table: processTable([
      ...flannelNode().processes.processes,
      processOf('dockerd --bip=10.100.54.1/24'),
    ]),
    links: [uplink(), vxlanDevice(), link('docker0', { kind: 'bridge' })],
  });
  t.equal(path.bridge, 'docker0');
});

t.test('routes of the node are kept for the way back', async (t) => {
  const routes = [defaultRoute(), route('10.0.0.6/32', 'eth1')];
  t.same((await collect({ routes })).routes, routes);
});
