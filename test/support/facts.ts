import { type Cidr, parseCidr } from '../../src/domain/ip-address.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import type {
  Container,
  FileAnswer,
  Link,
  Process,
  ProcessTable,
  Route,
  Unit,
} from '../../src/domain/probes.ts';
import type { Lease } from '../../src/domain/subnet-file.ts';

/** When the processes of these nodes started; files were written a minute before. */
export const startedAt = Date.parse('2026-11-21T08:00:00Z');
export const writtenAt = startedAt - 60_000;

/** Nobody has said anything of the node. */
export const nodeSettings = (overrides: Partial<NodeSettings> = {}): NodeSettings => ({
  flannel: 'auto',
  kubeProxy: 'auto',
  external: 'auto',
  proxied: false,
  httpsProxy: '',
  httpProxy: '',
  noProxy: '',
  subnetFile: '',
  flannelNetwork: '',
  flannelBackend: '',
  flannelIface: '',
  magnum: false,
  ...overrides,
});

/** A physical device that is up. */
export const link = (name: string, overrides: Partial<Link> = {}): Link => ({
  name,
  index: 2,
  up: true,
  carrier: true,
  mtu: 1500,
  linkType: 'ether',
  addresses: [],
  ...overrides,
});

/** eth0, 10.0.0.5/24: where the default route leads. */
export const uplink = (overrides: Partial<Link> = {}): Link =>
  link('eth0', { addresses: ['10.0.0.5/24'], ...overrides });

/** flannel.1 of the node whose subnet is 10.100.54.0/24. */
export const vxlanDevice = (overrides: Partial<Link> = {}): Link =>
  link('flannel.1', {
    mtu: 1450,
    kind: 'vxlan',
    addresses: ['10.100.54.0/32'],
    vxlan: { id: 1, local: '10.0.0.5', link: 'eth0' },
    ...overrides,
  });

/** flannel0 of the udp backend. */
export const tunDevice = (overrides: Partial<Link> = {}): Link =>
  link('flannel0', {
    mtu: 1472,
    linkType: 'none',
    kind: 'tun',
    addresses: ['10.100.54.0/32'],
    ...overrides,
  });

/** A bridge with the subnet's address, and a pod on it when one of `podPort`'s links stands beside. */
export const bridge = (name: string, overrides: Partial<Link> = {}): Link =>
  link(name, { mtu: 1450, kind: 'bridge', addresses: ['10.100.54.1/24'], ...overrides });

/** A pod's end of its pair on the bridge. */
export const podPort = (master: string, overrides: Partial<Link> = {}): Link =>
  link('veth0', { mtu: 1450, kind: 'veth', master, ...overrides });

/** A unicast route; IPv6 when the destination holds a colon. */
export const route = (
  destination: string,
  device: string,
  overrides: Partial<Route> = {},
): Route => ({
  family: destination.includes(':') ? 6 : 4,
  destination,
  device,
  metric: 0,
  type: 'unicast',
  dead: false,
  ...overrides,
});

export const defaultRoute = (overrides: Partial<Route> = {}): Route =>
  route('0.0.0.0/0', 'eth0', { gateway: '10.0.0.1', ...overrides });

/** The process that this command line starts. */
export const processOf = (commandLine: string, overrides: Partial<Process> = {}): Process => {
  const args = commandLine.split(' ');
  const name = args[0]?.split('/').at(-1) ?? '';
  return { pid: 100, name, args, environment: {}, stopped: false, startedAt, ...overrides };
};

/** All processes of the node that node-check looks for. */
export const processTable = (
  processes: readonly Process[] = [],
  overrides: Partial<ProcessTable> = {},
): ProcessTable => ({ complete: true, processes, ...overrides });

/** A unit that runs. */
export const unit = (name: string, overrides: Partial<Unit> = {}): Unit => ({
  name,
  activeState: 'active',
  subState: 'running',
  restarts: 0,
  runningForMs: 3_600_000,
  ...overrides,
});

export const container = (name: string, overrides: Partial<Container> = {}): Container => ({
  runtime: 'cri',
  name,
  state: 'running',
  restarts: 0,
  ...overrides,
});

export const textFile = (
  path: string,
  text: string,
  modifiedAt = writtenAt,
): Extract<FileAnswer, { kind: 'text' }> => ({ kind: 'text', path, text, modifiedAt });

export const absentFile = (path: string): FileAnswer => ({ kind: 'absent', path });

export const subnetPath = '/run/flannel/subnet.env';
export const dockerOptionsPath = '/run/flannel/docker';

/** The lines of a subnet.env that is like flannel's own, with other values or (undefined) without. */
export const subnetEnv = (values: Readonly<Record<string, string | undefined>> = {}): string =>
  Object.entries({
    FLANNEL_NETWORK: '10.100.0.0/16',
    FLANNEL_SUBNET: '10.100.54.1/24',
    FLANNEL_MTU: '1450',
    FLANNEL_IPMASQ: 'true',
    ...values,
  })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]))
    .join('');

/** The text must be a CIDR. */
export function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`not a network: ${text}`);
  return parsed;
}

/** What flannel gave this node, as subnet.env would say it. */
export const lease = (subnet = '10.100.54.1/24', ...networks: readonly string[]): Lease => ({
  family: cidr(subnet).address.family,
  networks: (networks.length > 0 ? networks : ['10.100.0.0/16']).map(cidr),
  subnet: cidr(subnet),
});

/** Healthy, with vxlan and cni0: kube-flannel on a node with containerd. */
export const flannelNode = (overrides: Partial<PodNetworkFacts> = {}): PodNetworkFacts => ({
  cni: [
    {
      path: '/etc/cni/net.d/10-flannel.conflist',
      name: 'cbr0',
      types: ['flannel', 'portmap'],
      delegate: { type: 'bridge', bridge: 'cni0' },
    },
  ],
  subnetFile: textFile(subnetPath, subnetEnv()),
  dockerOptions: absentFile(dockerOptionsPath),
  processes: processTable([
    processOf('/opt/bin/flanneld --ip-masq --kube-subnet-mgr'),
    processOf('/usr/bin/kubelet --config=/var/lib/kubelet/config.yaml', { pid: 101 }),
    processOf('/usr/local/bin/kube-proxy --config=/var/lib/kube-proxy/config.conf', { pid: 102 }),
    processOf('/usr/bin/containerd', { pid: 103 }),
  ]),
  units: [unit('containerd'), unit('kubelet')],
  ...overrides,
});

/** Healthy, with docker0: Magnum before Stein, flanneld and docker as systemd units. */
export const dockerNode = (overrides: Partial<PodNetworkFacts> = {}): PodNetworkFacts => ({
  cni: [],
  subnetFile: textFile(subnetPath, subnetEnv()),
  dockerOptions: textFile(
    dockerOptionsPath,
    'DOCKER_NETWORK_OPTIONS=" --bip=10.100.54.1/24 --ip-masq=false --mtu=1450"\n',
  ),
  processes: processTable([
    processOf('/usr/bin/flanneld -etcd-prefix=/atomic.io/network'),
    processOf('/usr/bin/dockerd-current --bip=10.100.54.1/24 --ip-masq=false --mtu=1450', {
      pid: 101,
    }),
    processOf('/usr/bin/kubelet --hostname-override=10.0.0.5', { pid: 102 }),
    processOf('/usr/bin/kube-proxy --master=http://10.0.0.2:8080', { pid: 103 }),
  ]),
  units: ['flanneld', 'docker', 'kubelet', 'kube-proxy'].map((name) => unit(name)),
  ...overrides,
});
