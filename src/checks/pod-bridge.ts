import { addressFaults, podNetworkAddresses } from '../domain/bridge-addresses.ts';
import { defineCheck } from '../domain/check.ts';
import { type DockerFacts, dockerFacts, evidenceOfDocker, lacksBip } from '../domain/docker-bip.ts';
import { formatCidr } from '../domain/ip-address.ts';
import {
  judgePodNetwork,
  type PodBridge,
  type PodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
  verdictWithoutFlannel,
} from '../domain/pod-network.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { FileAnswer, Link } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { contradiction, recoverable } from '../domain/reason-docs.ts';
import type { SubnetFile } from '../domain/subnet-file.ts';
import { conclude, type Finding, notApplicable, unknown } from '../domain/verdict.ts';
import {
  collectPodLeases,
  lackOfAddresses,
  leaseFiles,
  type PodLeases,
} from './facts/pod-leases.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

const remakeBridge =
  'Make the bridge anew. docker0: systemctl stop docker; ip link delete docker0; systemctl start docker. cni0: drain the node, ip link delete cni0, restart the pods.';

const reasons = {
  BridgeMissing: {
    ...contradiction,
    cause:
      'docker has not made its bridge, or somebody deleted it. (cni0 comes with the first pod.)',
    confirm: 'ip link show {subject}; systemctl status docker',
    remedy:
      'Docker makes it anew: systemctl restart docker. In CNI mode delete the pods of this node, and the plugin makes the bridge.',
    reference: 'https://github.com/flannel-io/flannel/issues/246',
    causes: [],
  },
  BridgeDown: {
    ...contradiction,
    cause: 'Somebody has set the bridge down: no pod on this node reaches anything.',
    confirm: 'ip link show {subject}',
    remedy: 'ip link set {subject} up',
    reference: 'https://www.cni.dev/plugins/current/main/bridge/',
    causes: [],
  },
  BridgeOutsideSubnet: {
    ...contradiction,
    cause:
      'The bridge was made before flannel had given this node its subnet: docker started first, or the bridge is older.',
    confirm: 'ip addr show {subject}; grep SUBNET /run/flannel/subnet.env; cat /run/flannel/docker',
    remedy: `Order docker after flanneld. ${remakeBridge}`,
    reference: 'https://github.com/flannel-io/flannel/issues/166',
    causes: [],
  },
  DockerBipNotConfigured: {
    ...contradiction,
    permanent: true,
    cause: 'dockerd runs without --bip: nothing hands it the options that flannel wrote.',
    confirm: 'pgrep -a dockerd; cat /run/flannel/docker; systemctl cat docker',
    remedy:
      "Have the docker unit read flannel's options (EnvironmentFile=/run/flannel/docker and $DOCKER_NETWORK_OPTIONS in ExecStart; mk-docker-opts.sh writes the file), then systemctl stop docker; ip link delete {subject}; systemctl start docker.",
    reference: 'https://github.com/flannel-io/flannel/issues/1393',
    causes: [],
  },
  BridgeMtuMismatch: {
    ...contradiction,
    cause:
      'The bridge takes packets from pods that do not fit through the overlay: large answers hang while small ones pass.',
    confirm: 'ip link show {subject}; grep MTU /run/flannel/subnet.env',
    remedy: `Start docker with --mtu, or let the CNI plugin take it from subnet.env. ${remakeBridge}`,
    reference: 'https://github.com/flannel-io/flannel/issues/1011',
    causes: [],
  },
  StaleBridge: {
    ...contradiction,
    cause:
      "A bridge holds an address of the pod network that is not of this node's subnet, or that belongs on another bridge: it was left behind by an earlier subnet or an earlier set-up.",
    confirm: 'ip addr show {subject}; ip route; grep SUBNET /run/flannel/subnet.env',
    remedy:
      'If nothing is plugged into it: ip link delete {subject}. Else drain the node first, delete it together with /var/lib/cni/networks, and restart the pods.',
    reference: 'https://github.com/containernetworking/cni/issues/306',
    causes: [],
  },
  PodAddressesExhausted: {
    ...recoverable,
    cause:
      "Every address of this node's subnet is given out: too many pods, or addresses of pods that are gone were never given back (after a crash of the runtime or the node).",
    confirm: 'ls {subject} | wc -l; crictl pods -q | wc -l; head {subject}/*',
    remedy:
      "Leaked addresses: delete the files in {subject} whose container id crictl pods --no-trunc does not list. Else fewer pods (the kubelet's maxPods), or larger subnets (SubnetLen in flannel's configuration).",
    reference: 'https://www.cni.dev/plugins/current/ipam/host-local/',
    causes: [],
  },
  NoPodBridge: {
    ...contradiction,
    cause: 'The pods of this node are not plugged into a bridge that flannel addresses.',
    confirm: 'ls /etc/cni/net.d; ip link show type bridge',
    remedy: 'Nothing.',
    reference: 'https://github.com/flannel-io/cni-plugin',
    causes: [],
  },
  PodBridgeUndecided: {
    ...contradiction,
    cause:
      "flannel is here, but neither a CNI configuration nor docker's options say which bridge the pods use.",
    confirm: 'ls /etc/cni/net.d; pgrep -a dockerd; cat /run/flannel/docker',
    remedy:
      "Install the CNI configuration (kube-flannel does it when it starts), or set up docker with flannel's options.",
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/running.md',
    causes: [],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;
type NamedBridge = Extract<PodBridge, { readonly name: string }>;

interface Facts extends PodLeases {
  readonly network: PodNetworkFacts;
  readonly links: readonly Link[];
  readonly dockerConfig?: FileAnswer;
}

const dockerConfigPath = '/etc/docker/daemon.json';

const bridgeName = (network: PodNetwork): string | undefined =>
  network.kind === 'flannel' && 'name' in network.bridge ? network.bridge.name : undefined;

/** The bridge of the pods agrees with subnet.env, and no other bridge claims the pod network. */
export const podBridge = defineCheck({
  name: 'pod-bridge',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: "The pod bridge (cni0 or docker0) holds the subnet's address and no larger MTU.",
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }): Promise<Facts> {
    const network = await collectPodNetwork(probes, node);
    const name = bridgeName(judgePodNetwork(network, node));
    if (name === undefined) return { network, links: [], leases: [] };
    const links = await probes.links();
    const [inUse] = network.cni;
    if (inUse === undefined)
      return { network, links, leases: [], dockerConfig: await probes.file(dockerConfigPath) };
    return { network, links, ...(await collectPodLeases(probes, network)) };
  },

  evaluate(facts, { node }) {
    const { network, links, leases } = facts;
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    const { bridge } = podNetwork;
    if (bridge.kind === 'none') return notApplicable('NoPodBridge', bridge.because);
    const file = soundSubnetFile(network);
    if (file === undefined)
      return unknown('NoFlannelSubnet', 'without a sound subnet.env no bridge can be compared');
    if (bridge.kind === 'undecided') return unknown('PodBridgeUndecided', bridge.because);
    const link = links.find(({ name }) => name === bridge.name);
    const broken = [
      ...(link === undefined ? missing(bridge, facts) : wrong(bridge, { link, file, facts })),
      ...staleBridges(links, bridge.name, file),
      ...lackOfAddresses(file, { ...facts, bridge: bridge.name }),
    ];
    const open =
      leases instanceof ProbeError ? [{ reason: leases.reason, message: leases.message }] : [];
    const subnets = file.leases.map(({ subnet }) => formatCidr(subnet)).join(' and ');
    const has = link === undefined ? 'comes with the first pod' : `has ${subnets}`;
    return conclude({ broken, open, fine: `${bridge.name} ${has}` });
  },
});

/** The CNI plugin makes its bridge with the first pod: it is missed only where a pod has lost it. */
function missing(
  { kind, name }: NamedBridge,
  { links, leases }: Facts,
): readonly Finding<Reason>[] {
  const orphaned = links.find((link) => link.kind === 'veth' && link.master === undefined);
  const hasPods =
    orphaned !== undefined && leaseFiles(leases).some((file) => /^[\d.]+$|:/.test(file));
  if (kind === 'cni' && !hasPods) return [];
  const but = kind === 'docker' ? '' : ', but this node has pods';
  return [{ reason: 'BridgeMissing', subject: name, message: `${name} does not exist${but}` }];
}

function wrong(
  { kind }: NamedBridge,
  { link, file, facts }: { link: Link; file: SubnetFile; facts: Facts },
): readonly Finding<Reason>[] {
  const docker = kind === 'docker' ? dockerFacts(facts.network, facts.dockerConfig) : undefined;
  return [
    ...down(link),
    ...wrongAddress(link, file, docker),
    ...tooLarge(link, { links: facts.links, largest: file.mtu }),
  ];
}

const down = ({ name, up }: Link): readonly Finding<Reason>[] =>
  up ? [] : [{ reason: 'BridgeDown', subject: name, message: `${name} is down` }];

/** docker sets the MTU with the first container: an idle bridge shows 1500 and is well. */
function tooLarge(
  { name, mtu }: Link,
  { links, largest }: { readonly links: readonly Link[]; readonly largest: number },
): readonly Finding<Reason>[] {
  if (mtu <= largest || !links.some(({ master }) => master === name)) return [];
  const message = `${name} has MTU ${mtu}, the overlay carries ${largest}`;
  return [{ reason: 'BridgeMtuMismatch', subject: name, message }];
}

function wrongAddress(
  link: Link,
  { leases }: SubnetFile,
  docker: DockerFacts | undefined,
): readonly Finding<Reason>[] {
  // docker's --bip is IPv4 only, and the kernel takes IPv6 addresses off a bridge that is down.
  const judged = leases.filter(({ family }) => family === 4 || (link.up && docker === undefined));
  return addressFaults(link, judged).map(({ kind, seen, wanted }) => {
    const has = seen.map(formatCidr).join(', ') || 'no address';
    return {
      reason: kind === 'stale' ? 'StaleBridge' : reasonOfStranger(docker),
      subject: link.name,
      message: `${link.name} has ${has}, flannel gave this node ${wanted}`,
      evidence: docker ? evidenceOfDocker(docker) : [],
    };
  });
}

const reasonOfStranger = (docker: DockerFacts | undefined): Reason =>
  docker !== undefined && lacksBip(docker) ? 'DockerBipNotConfigured' : 'BridgeOutsideSubnet';

/** Another bridge with an address of the pod network takes packets that are not its own. */
const staleBridges = (
  links: readonly Link[],
  inUse: string,
  { leases }: SubnetFile,
): readonly Finding<Reason>[] =>
  links
    .filter(({ kind, name }) => kind === 'bridge' && name !== inUse)
    .flatMap((link) => {
      const claimed = podNetworkAddresses(link, leases);
      if (claimed.length === 0) return [];
      const message = `${link.name} has ${claimed.map(formatCidr).join(', ')} of the pod network, but pods are on ${inUse}`;
      return [{ reason: 'StaleBridge', subject: link.name, message }];
    });
