import t from 'tap';
import { flannelInterface } from '../../src/checks/flannel-interface.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { Link } from '../../src/domain/probes.ts';
import { parseLinks } from '../../src/probes/links.ts';
import {
  absentFile,
  defaultRoute,
  flannelNode,
  link,
  nodeSettings,
  processOf,
  processTable,
  subnetEnv,
  subnetPath,
  textFile,
  tunDevice,
  uplink,
  vxlanDevice,
} from '../support/facts.ts';
import { probesOf, vxlanNode } from '../support/fake-node.ts';
import { fixture } from '../support/fixture.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();

const dualStack = {
  FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
  FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
};
const ipv6Only = { ...dualStack, FLANNEL_NETWORK: undefined, FLANNEL_SUBNET: undefined };

/** As seen of flannel 0.28 on an uplink of 1500: the kernel leaves IPv6 1430. */
const ipv6Device = (overrides: Partial<Link> = {}): Link =>
  vxlanDevice({
    name: 'flannel-v6.1',
    mtu: 1430,
    addresses: ['2001:cafe:42:1::/128', 'fe80::1/64'],
    vxlan: { id: 1, local: 'fd00::5', link: 'eth0' },
    ...overrides,
  });

const wireguardDevice = (overrides: Partial<Link> = {}): Link =>
  link('flannel-wg', {
    mtu: 1420,
    linkType: 'none',
    kind: 'wireguard',
    addresses: ['10.100.54.0/32'],
    ...overrides,
  });

interface Case {
  readonly title: string;
  readonly links: readonly Link[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly network?: Partial<PodNetworkFacts>;
  readonly node?: Partial<NodeSettings>;
  readonly verdict: string;
  readonly message?: string | RegExp;
}

const recordedSubnet = { FLANNEL_NETWORK: '10.244.0.0/16', FLANNEL_SUBNET: '10.244.1.1/24' };

const healthy: readonly Case[] = [
  {
    title: 'vxlan',
    links: [uplink(), vxlanDevice()],
    verdict: 'healthy',
    message: 'flannel.1 has 10.100.54.0 and MTU 1450',
  },
  {
    title: 'vxlan of 0.8, with the whole network on its device',
    links: [uplink(), vxlanDevice({ addresses: ['10.100.54.0/16'] })],
    verdict: 'healthy',
  },
  {
    title: 'vxlan of another VNI',
    links: [uplink(), vxlanDevice({ name: 'flannel.4096' })],
    verdict: 'healthy',
  },
  {
    title: 'vxlan beside the device of an earlier VNI',
    links: [
      uplink(),
      vxlanDevice({ addresses: ['10.100.9.0/32'] }),
      vxlanDevice({ name: 'flannel.2' }),
    ],
    verdict: 'healthy',
    message: /^flannel\.2 has/,
  },
  {
    title: 'with link-local addresses beside its own',
    links: [
      uplink(),
      vxlanDevice({ addresses: ['10.100.54.0/32', 'fe80::9c9a:dcff:fedd:895/64'] }),
    ],
    verdict: 'healthy',
  },
  {
    title: 'with a smaller MTU than subnet.env tells',
    links: [uplink(), vxlanDevice({ mtu: 1400 })],
    verdict: 'healthy',
  },
  {
    title: 'udp',
    links: [uplink(), tunDevice()],
    env: { FLANNEL_MTU: '1472' },
    verdict: 'healthy',
    message: 'flannel0 has 10.100.54.0 and MTU 1472',
  },
  {
    title: 'udp of 0.10, with the whole network on its second tun',
    links: [uplink(), tunDevice({ name: 'flannel1', addresses: ['10.100.54.0/16'] })],
    env: { FLANNEL_MTU: '1472' },
    verdict: 'healthy',
  },
  {
    title: 'udp, after the device of an earlier vxlan',
    links: [uplink(), vxlanDevice(), tunDevice()],
    env: { FLANNEL_MTU: '1472' },
    verdict: 'healthy',
    message: /^flannel0 has/,
  },
  {
    title: 'udp of 0.2, without a network in subnet.env',
    links: [uplink(), tunDevice({ addresses: ['10.100.54.0/16'] })],
    env: { FLANNEL_NETWORK: undefined, FLANNEL_MTU: '1472' },
    verdict: 'healthy',
  },
  {
    title: 'wireguard, as ip shows it',
    links: [uplink(), ...parseLinks(fixture('ip-addr.wireguard.synthetic.json'))],
    env: { ...recordedSubnet, FLANNEL_MTU: '1420' },
    verdict: 'healthy',
  },
  {
    title: 'wireguard with a device for each family',
    links: [
      uplink(),
      wireguardDevice(),
      wireguardDevice({ name: 'flannel-wg-v6', addresses: ['2001:cafe:42:1::/128'] }),
    ],
    env: { ...dualStack, FLANNEL_MTU: '1420' },
    verdict: 'healthy',
  },
  {
    title: 'wireguard with one device for both families',
    links: [uplink(), wireguardDevice({ addresses: ['10.100.54.0/32', '2001:cafe:42:1::/128'] })],
    env: { ...dualStack, FLANNEL_MTU: '1420' },
    node: { flannelBackend: 'wireguard-native' },
    verdict: 'healthy',
  },
  {
    title: 'ipip, as ip shows it',
    links: [
      uplink(),
      link('tunl0', { up: false, kind: 'ipip' }),
      ...parseLinks(fixture('ip-addr.ipip.synthetic.json')),
    ],
    env: { ...recordedSubnet, FLANNEL_MTU: '1480' },
    verdict: 'healthy',
  },
  {
    title: 'vxlan of both families',
    links: [uplink(), vxlanDevice(), ipv6Device()],
    env: dualStack,
    verdict: 'healthy',
    message:
      'flannel.1 has 10.100.54.0 and MTU 1450; flannel-v6.1 has 2001:cafe:42:1:: and MTU 1430',
  },
  {
    title: 'vxlan of IPv6 alone',
    links: [uplink(), ipv6Device()],
    env: ipv6Only,
    verdict: 'healthy',
  },
  {
    title: 'an uplink that flanneld was told to use',
    links: [uplink(), vxlanDevice()],
    node: { flannelIface: 'eth0' },
    verdict: 'healthy',
  },
  {
    title: 'both families over the uplink whose IPv4 address flanneld was told',
    links: [uplink({ addresses: ['10.0.0.5/24', 'fd00::5/64'] }), vxlanDevice(), ipv6Device()],
    env: dualStack,
    node: { flannelIface: '10.0.0.5' },
    verdict: 'healthy',
  },
];

const told = { processes: processTable([processOf('flanneld --iface=eth1')]) };
const eth1 = link('eth1', { addresses: ['10.1.0.5/24'] });

const broken: readonly Case[] = [
  {
    title: 'vxlan without its device',
    links: [uplink()],
    verdict: 'unhealthy FlannelInterfaceMissing',
    message: 'flannel.1 does not exist',
  },
  {
    title: 'vxlan of both families without its IPv6 device',
    links: [uplink(), vxlanDevice()],
    env: dualStack,
    verdict: 'unhealthy FlannelInterfaceMissing',
    message: 'flannel-v6.1 does not exist',
  },
  {
    title: 'udp whose flanneld has died with its tun',
    links: [uplink()],
    env: { FLANNEL_MTU: '1472' },
    verdict: 'unhealthy FlannelInterfaceMissing',
    message: 'flannel0 does not exist',
  },
  {
    title: 'a device that is down',
    links: [uplink(), vxlanDevice({ up: false, carrier: false })],
    verdict: 'unhealthy FlannelInterfaceDown',
    message: 'flannel.1 is down',
  },
  {
    title: 'an IPv6 device that is down, and has lost its addresses with it',
    links: [uplink(), ipv6Device({ up: false, carrier: false, addresses: [] })],
    env: ipv6Only,
    verdict: 'unhealthy FlannelInterfaceDown',
  },
  {
    title: 'one device of both families that is down',
    links: [uplink(), wireguardDevice({ up: false, carrier: false })],
    env: { ...dualStack, FLANNEL_MTU: '1420' },
    verdict: 'unhealthy FlannelInterfaceDown',
  },
  {
    title: 'a tun without its daemon',
    links: [uplink(), tunDevice({ carrier: false })],
    env: { FLANNEL_MTU: '1472' },
    verdict: 'unhealthy FlannelInterfaceDown',
    message: 'flannel0 has no process behind it (NO-CARRIER)',
  },
  {
    title: 'the address of another subnet',
    links: [uplink(), vxlanDevice({ addresses: ['10.100.99.0/32'] })],
    verdict: 'unhealthy FlannelInterfaceAddressMismatch',
    message: 'flannel.1 has 10.100.99.0/32, flannel gave this node 10.100.54.0',
  },
  {
    title: "the bridge's address",
    links: [uplink(), vxlanDevice({ addresses: ['10.100.54.1/32'] })],
    verdict: 'unhealthy FlannelInterfaceAddressMismatch',
  },
  {
    title: "the subnet's prefix, which no version gives",
    links: [uplink(), vxlanDevice({ addresses: ['10.100.54.0/24'] })],
    verdict: 'unhealthy FlannelInterfaceAddressMismatch',
  },
  {
    title: 'no address but a link-local one',
    links: [uplink(), vxlanDevice({ addresses: ['169.254.3.3/16', 'fe80::1/64', 'garbage'] })],
    verdict: 'unhealthy FlannelInterfaceAddressMismatch',
    message: 'flannel.1 has no address, flannel gave this node 10.100.54.0',
  },
  {
    title: 'another IPv6 address',
    links: [uplink(), vxlanDevice(), ipv6Device({ addresses: ['2001:cafe:42:9::/128'] })],
    env: dualStack,
    verdict: 'unhealthy FlannelInterfaceAddressMismatch',
    message: 'flannel-v6.1 has 2001:cafe:42:9::/128, flannel gave this node 2001:cafe:42:1::',
  },
  {
    title: 'wireguard whose IPv6 device has lost its address',
    links: [uplink(), wireguardDevice(), wireguardDevice({ name: 'flannel-wg-v6', addresses: [] })],
    env: { ...dualStack, FLANNEL_MTU: '1420' },
    verdict: 'unhealthy FlannelInterfaceAddressMismatch',
    message: /^flannel-wg-v6 has no address/,
  },
  {
    title: 'a larger MTU than the overlay carries',
    links: [uplink(), vxlanDevice({ mtu: 1500 })],
    verdict: 'unhealthy FlannelInterfaceMtuMismatch',
    message: 'flannel.1 has MTU 1500, the overlay carries 1450',
  },
  {
    title: 'wrong in every way',
    links: [uplink(), vxlanDevice({ up: false, mtu: 1500, addresses: [] })],
    verdict:
      'unhealthy FlannelInterfaceDown FlannelInterfaceAddressMismatch FlannelInterfaceMtuMismatch',
  },
  {
    title: 'another uplink than flanneld was told to use',
    links: [uplink(), eth1, vxlanDevice()],
    network: told,
    verdict: 'unhealthy FlannelInterfaceWrongUplink',
    message: 'flannel.1 sends through eth0 with 10.0.0.5, flannel was told eth1',
  },
  {
    title: 'another uplink than the operator says',
    links: [uplink(), eth1, vxlanDevice()],
    node: { flannelIface: '10.1.0.5' },
    verdict: 'unhealthy FlannelInterfaceWrongUplink',
  },
];

const open: readonly Case[] = [
  {
    title: 'host-gw',
    links: [uplink()],
    env: { FLANNEL_MTU: '1500' },
    verdict: 'notApplicable NoFlannelInterface',
  },
  {
    title: 'host-gw, as it was told',
    links: [uplink(), vxlanDevice()],
    node: { flannelBackend: 'host-gw' },
    verdict: 'notApplicable NoFlannelInterface',
  },
  {
    title: 'host-gw beside the device of an earlier vxlan',
    links: [uplink(), vxlanDevice()],
    env: { FLANNEL_MTU: '1500' },
    verdict: 'notApplicable NoFlannelInterface',
  },
  {
    title: 'a family that the backend does not carry',
    links: [uplink(), tunDevice()],
    env: { ...dualStack, FLANNEL_MTU: '1472' },
    verdict: 'healthy',
  },
  {
    title: 'no device, and an MTU that fits no backend',
    links: [uplink()],
    env: { FLANNEL_MTU: '1300' },
    verdict: 'unknown FlannelBackendUndecided',
    message: 'no flannel device is there, and MTU 1300 does not tell which one should be',
  },
  {
    title: 'no subnet.env to compare with',
    links: [uplink(), vxlanDevice()],
    network: { subnetFile: absentFile(subnetPath) },
    verdict: 'unknown NoFlannelSubnet',
  },
  {
    title: 'another pod network, and a device that flannel left behind',
    links: [uplink(), vxlanDevice({ up: false })],
    network: {
      cni: [{ path: '/etc/cni/net.d/10-calico.conflist', name: 'x', types: ['calico'] }],
      processes: processTable(),
    },
    verdict: 'notApplicable OtherPodNetwork',
  },
];

t.test('the flannel device', async (t) => {
  for (const { title, links, env, network, node, verdict: wanted, message } of [
    ...healthy,
    ...broken,
    ...open,
  ]) {
    const subnetFile = textFile(subnetPath, subnetEnv(env));
    const verdict = flannelInterface.evaluate(
      { network: flannelNode({ subnetFile, ...network }), links, routes: [defaultRoute()] },
      { node: nodeSettings(node) },
    );
    t.equal(verdictLine(verdict), wanted, title);
    const said = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.match(said, message, title);
  }
});

const check = flannelInterface.configure(nodeSettings(), {});

t.test('a healthy node is healthy from its probes on', async (t) => {
  t.match(await check.run(probesOf(vxlanNode), signal), { status: 'healthy' });
});

t.test('without flannel no device is asked for', async (t) => {
  const none = flannelInterface.configure(nodeSettings({ flannel: 'none' }), {});
  const asked = (): never => t.fail('asked') as never;
  const probes = { ...probesOf(vxlanNode), links: asked, routes: asked };
  t.match(await none.run(probes, signal), { status: 'notApplicable' });
});

t.test('devices that cannot be listed are not missing', async (t) => {
  const error = new ProbeError('ToolMissing', 'ip is not installed');
  const probes = { ...probesOf(vxlanNode), links: () => Promise.reject(error) };
  await t.rejects(check.run(probes, signal), error);
});
