import { defineCheck, type ReasonDoc } from '../domain/check.ts';
import { type DockerFacts, dockerFacts, evidenceOfDocker, lacksBip } from '../domain/docker-bip.ts';
import { type Cidr, contains, formatCidr, isLinkLocal, parseCidr } from '../domain/ip-address.ts';
import {
  judgePodNetwork,
  type PodBridge,
  type PodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
  verdictWithoutFlannel,
} from '../domain/pod-network.ts';
import type { FileAnswer, Link } from '../domain/probes.ts';
import { contradiction } from '../domain/reason-docs.ts';
import type { Lease, SubnetFile } from '../domain/subnet-file.ts';
import { conclude, type Finding, notApplicable, unknown } from '../domain/verdict.ts';
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

interface Facts {
  readonly network: PodNetworkFacts;
  readonly links: readonly Link[];
  /** Addresses that the CNI plugin gave to pods; only asked for where its bridge is not there. */
  readonly leases: readonly string[];
  readonly dockerConfig?: FileAnswer;
}

const dockerConfigPath = '/etc/docker/daemon.json';

const bridgeName = (network: PodNetwork): string | undefined =>
  network.kind === 'flannel' && 'name' in network.bridge ? network.bridge.name : undefined;

/** The bridge of the pods agrees with subnet.env, and no other bridge claims the pod network. */
export const podBridge = defineCheck({
  name: 'pod-bridge',
  condition: 'FlannelProblem',
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
    const isThere = links.some((link) => link.name === name);
    const leases = isThere ? [] : await probes.directory(`/var/lib/cni/networks/${inUse.name}`);
    return { network, links, leases };
  },

  evaluate(facts, { node }) {
    const { network, links, leases, dockerConfig } = facts;
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    const { bridge } = podNetwork;
    if (bridge.kind === 'none') return notApplicable('NoPodBridge', bridge.because);
    const file = soundSubnetFile(network);
    if (file === undefined)
      return unknown('NoFlannelSubnet', 'without a sound subnet.env no bridge can be compared');
    if (bridge.kind === 'undecided') return unknown('PodBridgeUndecided', bridge.because);
    const link = links.find(({ name }) => name === bridge.name);
    const strangers = staleBridges(links, bridge.name, file);
    if (link === undefined) {
      const broken = [...missing(bridge, { links, leases }), ...strangers];
      return conclude({ broken, fine: `${bridge.name} comes with the first pod` });
    }
    const docker = bridge.kind === 'docker' ? dockerFacts(network, dockerConfig) : undefined;
    const broken = [
      ...down(link),
      ...wrongAddress(link, file, docker),
      ...tooLarge(link, { links, largest: file.mtu }),
      ...strangers,
    ];
    const subnets = file.leases.map(({ subnet }) => formatCidr(subnet)).join(' and ');
    return conclude({ broken, fine: `${link.name} has ${subnets}` });
  },
});

/** The CNI plugin makes its bridge with the first pod: it is missed only where a pod has lost it. */
function missing(
  { kind, name }: PodBridge & { readonly name: string },
  { links, leases }: { readonly links: readonly Link[]; readonly leases: readonly string[] },
): readonly Finding<Reason>[] {
  const orphaned = links.find((link) => link.kind === 'veth' && link.master === undefined);
  const hasPods = orphaned !== undefined && leases.some((file) => /^[\d.]+$|:/.test(file));
  if (kind === 'cni' && !hasPods) return [];
  const message =
    kind === 'docker' ? `${name} does not exist` : `${name} does not exist, but this node has pods`;
  return [{ reason: 'BridgeMissing', subject: name, message }];
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
  return judged.flatMap((lease) => {
    const wanted = formatCidr(lease.subnet);
    const seen = globalAddresses(link, lease.family);
    const strangers = seen.filter((cidr) => formatCidr(cidr) !== wanted);
    const old = strangers.filter((cidr) => inNetworks(cidr, lease));
    if (old.length > 0) return mismatch('StaleBridge', link, { has: old, wanted, docker });
    if (strangers.length < seen.length) return [];
    const unasked = docker !== undefined && lacksBip(docker);
    const reason = unasked ? 'DockerBipNotConfigured' : 'BridgeOutsideSubnet';
    return mismatch(reason, link, { has: seen, wanted, docker });
  });
}

function mismatch(
  reason: Reason,
  { name }: Link,
  {
    has,
    wanted,
    docker,
  }: { has: readonly Cidr[]; wanted: string; docker: DockerFacts | undefined },
): readonly Finding<Reason>[] {
  const seen = has.map(formatCidr).join(', ') || 'no address';
  const message = `${name} has ${seen}, flannel gave this node ${wanted}`;
  return [{ reason, subject: name, message, evidence: docker ? evidenceOfDocker(docker) : [] }];
}

const globalAddresses = ({ addresses }: Link, family: 4 | 6): readonly Cidr[] =>
  addresses
    .flatMap((text) => parseCidr(text) ?? [])
    .filter(({ address }) => address.family === family && !isLinkLocal(address));

const inNetworks = ({ address }: Cidr, { networks }: Lease): boolean =>
  networks.some((network) => contains(network, address));

/** Another bridge with an address of the pod network takes packets that are not its own. */
const staleBridges = (
  links: readonly Link[],
  inUse: string,
  { leases }: SubnetFile,
): readonly Finding<Reason>[] =>
  links
    .filter(({ kind, name }) => kind === 'bridge' && name !== inUse)
    .flatMap((link) => {
      const claimed = leases.flatMap((lease) =>
        globalAddresses(link, lease.family).filter((cidr) => inNetworks(cidr, lease)),
      );
      if (claimed.length === 0) return [];
      const message = `${link.name} has ${claimed.map(formatCidr).join(', ')} of the pod network, but pods are on ${inUse}`;
      return [{ reason: 'StaleBridge', subject: link.name, message }];
    });
