import t from 'tap';
import { podBridge } from '../../src/checks/pod-bridge.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { FileAnswer, Link } from '../../src/domain/probes.ts';
import {
  absentFile,
  bridge,
  dockerNode,
  flannelNode,
  link,
  nodeSettings,
  podPort,
  processOf,
  processTable,
  startedAt,
  subnetEnv,
  subnetPath,
  textFile,
  uplink,
  vxlanDevice,
} from '../support/facts.ts';
import { probesOf, vxlanNode } from '../support/fake-node.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();

const dualStack = subnetEnv({
  FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
  FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
});
const bothFamilies = ['10.100.54.1/24', '2001:cafe:42:1::1/64', 'fe80::1/64'];

const allLeases = Array.from({ length: 253 }, (_, index) => `10.100.54.${index + 2}`);

interface Case {
  readonly title: string;
  readonly links: readonly Link[];
  readonly env?: string;
  readonly network?: PodNetworkFacts;
  readonly leases?: readonly string[];
  readonly dockerConfig?: FileAnswer;
  readonly verdict: string;
  readonly message?: string | RegExp;
}

const docker0 = (overrides: Partial<Link> = {}): Link => bridge('docker0', overrides);
const delegating = (type: string, name: string): PodNetworkFacts =>
  flannelNode({
    cni: [
      {
        path: '/etc/cni/net.d/10-flannel.conflist',
        name: 'cbr0',
        types: ['flannel'],
        delegate: { type, bridge: name },
      },
    ],
  });

/** dockerd without --bip, started so long after flannel wrote its options. */
const dockerWithoutBip = (afterMs: number): PodNetworkFacts =>
  dockerNode({
    processes: processTable([
      processOf('flanneld'),
      processOf('dockerd', { startedAt: startedAt - 60_000 + afterMs }),
    ]),
  });

const cni0: readonly Case[] = [
  {
    title: 'cni0 with a pod on it',
    links: [bridge('cni0'), podPort('cni0')],
    verdict: 'healthy',
    message: 'cni0 has 10.100.54.1/24',
  },
  {
    title: 'cni0 of both families',
    links: [bridge('cni0', { addresses: bothFamilies })],
    env: dualStack,
    verdict: 'healthy',
    message: 'cni0 has 10.100.54.1/24 and 2001:cafe:42:1::1/64',
  },
  {
    title: 'a bridge of another name',
    links: [bridge('mynet0')],
    network: delegating('bridge', 'mynet0'),
    verdict: 'healthy',
  },
  {
    title: 'no cni0 before the first pod',
    links: [uplink()],
    verdict: 'healthy',
    message: 'cni0 comes with the first pod',
  },
  {
    title: "no cni0 before the first pod, with the last boot's leases",
    links: [uplink()],
    leases: ['10.100.54.7', 'last_reserved_ip.0', 'lock'],
    verdict: 'healthy',
  },
  {
    title: 'no cni0, and a pair of devices that is not of a pod',
    links: [uplink(), link('veth0', { kind: 'veth' })],
    leases: ['last_reserved_ip.0', 'lock'],
    verdict: 'healthy',
  },
  {
    title: 'no cni0, and pods on the bridge of docker',
    links: [uplink(), docker0({ addresses: ['172.17.0.1/16'] }), podPort('docker0')],
    leases: ['10.100.54.7'],
    verdict: 'healthy',
  },
  {
    title: 'cni0 without a port, which has no carrier',
    links: [bridge('cni0', { carrier: false, mtu: 1500 })],
    verdict: 'healthy',
  },
  {
    title: 'docker0 at 172.17.0.1 beside cni0',
    links: [bridge('cni0'), docker0({ addresses: ['172.17.0.1/16'], mtu: 1500 })],
    verdict: 'healthy',
  },
  {
    title: 'other bridges beside it',
    links: [bridge('cni0'), bridge('br-ex', { addresses: ['10.0.0.5/24'] }), vxlanDevice()],
    verdict: 'healthy',
  },
  {
    title: 'an address of somebody beside its own',
    links: [bridge('cni0', { addresses: ['10.100.54.1/24', '192.168.99.1/24', 'garbage'] })],
    verdict: 'healthy',
  },
  {
    title: 'cni0 gone under its pods',
    links: [uplink(), link('veth0', { kind: 'veth' })],
    leases: ['10.100.54.7', 'last_reserved_ip.0'],
    verdict: 'unhealthy BridgeMissing',
    message: 'cni0 does not exist, but this node has pods',
  },
  {
    title: 'cni0 gone under its pods of IPv6 alone',
    links: [link('veth0', { kind: 'veth' })],
    leases: ['2001:cafe:42:1::7'],
    verdict: 'unhealthy BridgeMissing',
  },
  {
    title: 'no address left for another pod',
    links: [bridge('cni0'), podPort('cni0')],
    leases: allLeases,
    verdict: 'unhealthy PodAddressesExhausted',
    message: 'all 253 addresses of 10.100.54.0/24 are given out',
  },
  {
    title: 'no address left, and no bridge yet',
    links: [uplink()],
    leases: allLeases,
    verdict: 'unhealthy PodAddressesExhausted',
  },
  {
    title: 'one address left',
    links: [bridge('cni0'), podPort('cni0')],
    leases: allLeases.slice(1),
    verdict: 'healthy',
  },
  {
    title: 'cni0 down',
    links: [bridge('cni0', { up: false, carrier: false })],
    verdict: 'unhealthy BridgeDown',
    message: 'cni0 is down',
  },
  {
    title: 'cni0 down, which has taken its IPv6 addresses',
    links: [bridge('cni0', { up: false })],
    env: dualStack,
    verdict: 'unhealthy BridgeDown',
  },
  {
    title: 'a larger MTU than the overlay carries, with a pod',
    links: [bridge('cni0', { mtu: 1500 }), podPort('cni0')],
    verdict: 'unhealthy BridgeMtuMismatch',
    message: 'cni0 has MTU 1500, the overlay carries 1450',
  },
  {
    title: 'an address outside of the pod network',
    links: [bridge('cni0', { addresses: ['192.168.99.1/24'] })],
    verdict: 'unhealthy BridgeOutsideSubnet',
    message: 'cni0 has 192.168.99.1/24, flannel gave this node 10.100.54.1/24',
  },
  {
    title: 'no address',
    links: [bridge('cni0', { addresses: ['fe80::1/64'] })],
    verdict: 'unhealthy BridgeOutsideSubnet',
    message: 'cni0 has no address, flannel gave this node 10.100.54.1/24',
  },
  {
    title: 'no IPv6 address',
    links: [bridge('cni0')],
    env: dualStack,
    verdict: 'unhealthy BridgeOutsideSubnet',
    message: 'cni0 has no address, flannel gave this node 2001:cafe:42:1::1/64',
  },
  {
    title: 'left over from an earlier subnet',
    links: [bridge('cni0', { addresses: ['10.100.33.1/24'] })],
    verdict: 'unhealthy StaleBridge',
    message: 'cni0 has 10.100.33.1/24, flannel gave this node 10.100.54.1/24',
  },
  {
    title: 'left over from an earlier subnet of another of its networks',
    links: [bridge('cni0', { addresses: ['10.200.33.1/24'] })],
    env: subnetEnv({ FLANNEL_NETWORK: '10.100.0.0/16,10.200.0.0/16' }),
    verdict: 'unhealthy StaleBridge',
  },
  {
    title: "an earlier subnet's address beside its own",
    links: [bridge('cni0', { addresses: ['10.100.54.1/24', '10.100.33.1/24'] })],
    verdict: 'unhealthy StaleBridge',
    message: /^cni0 has 10\.100\.33\.1\/24,/,
  },
  {
    title: 'the prefix of the whole network',
    links: [bridge('cni0', { addresses: ['10.100.54.1/16'] })],
    verdict: 'unhealthy StaleBridge',
  },
  {
    title: "docker0 with this node's subnet beside cni0",
    links: [bridge('cni0'), docker0()],
    verdict: 'unhealthy StaleBridge',
    message: 'docker0 has 10.100.54.1/24 of the pod network, but pods are on cni0',
  },
  {
    title: 'docker0 with a subnet of the pod network, before the first pod',
    links: [docker0({ addresses: ['10.100.33.1/24'] })],
    verdict: 'unhealthy StaleBridge',
  },
];

const dockerMode: readonly Case[] = [
  {
    title: 'docker0 with a container on it',
    links: [docker0(), podPort('docker0')],
    network: dockerNode(),
    verdict: 'healthy',
  },
  {
    title: 'docker0 idle at MTU 1500, without carrier',
    links: [docker0({ mtu: 1500, carrier: false })],
    network: dockerNode(),
    verdict: 'healthy',
  },
  {
    title: 'docker0, which has no IPv6, of flannel with both families',
    links: [docker0()],
    network: dockerNode({ subnetFile: textFile(subnetPath, dualStack) }),
    verdict: 'healthy',
  },
  {
    title: 'no docker0',
    links: [uplink()],
    network: dockerNode(),
    verdict: 'unhealthy BridgeMissing',
    message: 'docker0 does not exist',
  },
  {
    title: 'docker0 down',
    links: [docker0({ up: false })],
    network: dockerNode(),
    verdict: 'unhealthy BridgeDown',
  },
  {
    title: 'docker0 at 172.17.0.1 because docker started before flannel wrote its options',
    links: [docker0({ addresses: ['172.17.0.1/16'], mtu: 1500 })],
    network: dockerWithoutBip(-5_000),
    verdict: 'unhealthy BridgeOutsideSubnet',
    message: 'docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
  },
  {
    title: 'docker0 at 172.17.0.1 because nothing hands docker its options',
    links: [docker0({ addresses: ['172.17.0.1/16'] })],
    network: dockerWithoutBip(5_000),
    verdict: 'unhealthy DockerBipNotConfigured',
  },
  {
    title: 'docker0 elsewhere, with a --bip in daemon.json',
    links: [docker0({ addresses: ['172.17.0.1/16'] })],
    network: dockerWithoutBip(5_000),
    dockerConfig: textFile('/etc/docker/daemon.json', '{"bip": "10.100.54.1/24"}'),
    verdict: 'unhealthy BridgeOutsideSubnet',
  },
  {
    title: 'docker0 with an earlier subnet',
    links: [docker0({ addresses: ['10.100.33.1/24'] })],
    network: dockerNode(),
    verdict: 'unhealthy StaleBridge',
  },
  {
    title: 'a leftover cni0',
    links: [docker0(), bridge('cni0')],
    network: dockerNode(),
    verdict: 'unhealthy StaleBridge',
    message: 'cni0 has 10.100.54.1/24 of the pod network, but pods are on docker0',
  },
  {
    title: 'a larger MTU than the overlay carries, with a container',
    links: [docker0({ mtu: 1500 }), podPort('docker0')],
    network: dockerNode(),
    verdict: 'unhealthy BridgeMtuMismatch',
  },
];

const open: readonly Case[] = [
  {
    title: 'a delegate that makes no bridge',
    links: [],
    network: delegating('ptp', 'cni0'),
    verdict: 'notApplicable NoPodBridge',
    message: 'flannel delegates to ptp, which makes no bridge',
  },
  {
    title: 'Canal',
    links: [],
    network: flannelNode({
      cni: [{ path: '/etc/cni/net.d/10-canal.conflist', name: 'canal', types: ['calico'] }],
    }),
    verdict: 'notApplicable NoPodBridge',
  },
  {
    title: 'Calico, with bridges that flannel and docker left behind',
    links: [bridge('cni0'), docker0()],
    network: flannelNode({
      cni: [{ path: '/etc/cni/net.d/10-calico.conflist', name: 'x', types: ['calico'] }],
      processes: processTable(),
    }),
    verdict: 'notApplicable OtherPodNetwork',
  },
  {
    title: 'no subnet.env to compare with',
    links: [bridge('cni0', { up: false })],
    network: flannelNode({ subnetFile: absentFile(subnetPath) }),
    verdict: 'unknown NoFlannelSubnet',
  },
  {
    title: 'no CNI configuration, and no docker that was set up for flannel',
    links: [],
    network: flannelNode({ cni: [] }),
    verdict: 'unknown PodBridgeUndecided',
  },
];

t.test('the pod bridge', async (t) => {
  for (const given of [...cni0, ...dockerMode, ...open]) {
    const { title, links, env, leases = [], dockerConfig, verdict: wanted, message } = given;
    const subnetFile = textFile(subnetPath, env ?? subnetEnv());
    const network = given.network ?? flannelNode({ subnetFile });
    const facts = { network, links, leases, ...(dockerConfig && { dockerConfig }) };
    const verdict = podBridge.evaluate(facts, { node: nodeSettings() });
    t.equal(verdictLine(verdict), wanted, title);
    const said = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.match(said, message, title);
  }
});

t.test('what docker was told is evidence', async (t) => {
  const verdict = podBridge.evaluate(
    { network: dockerWithoutBip(5_000), links: [docker0({ addresses: [] })], leases: [] },
    { node: nodeSettings() },
  );
  t.match(verdict, {
    findings: [{ subject: 'docker0', evidence: [/without --bip/, /offers --bip=10\.100\.54\.1/] }],
  });
});

const run = (node: Partial<typeof vxlanNode>, probes = {}) =>
  podBridge
    .configure(nodeSettings(), {})
    .run({ ...probesOf({ ...vxlanNode, ...node }), ...probes }, signal);

const failing = async (): Promise<never> => {
  throw new ProbeError('NotPermitted', '/var/lib/cni/networks/cbr0 cannot be listed (EACCES)');
};

const unreadableLeases = {
  directory: async (path: string) =>
    path.startsWith('/var/lib/cni') ? failing() : (vxlanNode.folders[path] ?? []),
};

t.test('leases that cannot be read leave a question open, and only that one', async (t) => {
  t.equal(verdictLine(await run({}, unreadableLeases)), 'unknown NotPermitted');
  const orphaned = { links: [uplink(), link('veth0', { kind: 'veth' })] };
  t.equal(verdictLine(await run(orphaned, unreadableLeases)), 'unknown NotPermitted');
  const down = { links: [bridge('cni0', { up: false })] };
  t.equal(verdictLine(await run(down, unreadableLeases)), 'unhealthy BridgeDown');
});

t.test("leases are found where the CNI's network keeps them", async (t) => {
  const folders = { ...vxlanNode.folders, '/var/lib/cni/networks/cbr0': ['10.100.54.7'] };
  const orphaned = { links: [uplink(), link('veth0', { kind: 'veth' })], folders };
  t.equal(verdictLine(await run(orphaned)), 'unhealthy BridgeMissing');
});

t.test("docker's own configuration is read in docker mode", async (t) => {
  const { processes } = dockerWithoutBip(5_000);
  const node = {
    files: {
      [subnetPath]: subnetEnv(),
      '/run/flannel/docker': textFile('/run/flannel/docker', '--bip=10.100.54.1/24'),
      '/etc/docker/daemon.json': '{"bip": "10.100.54.1/24"}',
    },
    folders: {},
    links: [docker0({ addresses: ['172.17.0.1/16'] })],
    table: processes,
  };
  t.equal(verdictLine(await run(node)), 'unhealthy BridgeOutsideSubnet');
});

t.test('where there is no bridge to judge no device is asked for', async (t) => {
  const asked = { links: (): never => t.fail('asked') as never };
  const canal = JSON.stringify({ name: 'canal', plugins: [{ type: 'calico' }] });
  const files = { ...vxlanNode.files, '/etc/cni/net.d/10-flannel.conflist': canal };
  t.equal(verdictLine(await run({ files }, asked)), 'notApplicable NoPodBridge');
  const none = podBridge.configure(nodeSettings({ flannel: 'none' }), {});
  t.match(await none.run({ ...probesOf(vxlanNode), ...asked }, signal), {
    status: 'notApplicable',
  });
});
