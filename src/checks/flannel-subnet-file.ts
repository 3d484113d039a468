import { defineCheck } from '../domain/check.ts';
import { contains, formatCidr, networkOf, overlaps, parseCidr } from '../domain/ip-address.ts';
import type { NodeSettings } from '../domain/node-settings.ts';
import type { OwnNode } from '../domain/own-node.ts';
import { judgePodNetwork, verdictWithoutFlannel } from '../domain/pod-network.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { FileAnswer } from '../domain/probes.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { contradiction, recoverable } from '../domain/reason-docs.ts';
import { type Lease, parseSubnetFile, type SubnetFile } from '../domain/subnet-file.ts';
import { conclude, type Finding, unhealthy, unknown } from '../domain/verdict.ts';
import { collectPodNetwork } from './facts/pod-network.ts';

/** Everything else on the node still belongs to the subnet that it really has. */
const wrongSubnet = [
  'FlannelInterfaceAddressMismatch',
  'BridgeOutsideSubnet',
  'StaleBridge',
  'ForwardPolicyDrop',
  'MasqueradeMissing',
];

const reasons = {
  SubnetFileMissing: {
    ...recoverable,
    cause: 'flanneld has not written subnet.env: it never got a subnet, or the file was removed.',
    confirm:
      'ls -l {subject}; journalctl -u flanneld -n 50; kubectl -n kube-flannel logs ds/kube-flannel-ds',
    remedy:
      'Read why flanneld cannot start (no podCIDR, API server or etcd out of reach, br_netfilter missing), mend that and restart flanneld. Do not write the file by hand.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/troubleshooting.md',
    causes: ['NoFlannelSubnet', 'FlannelInterfaceMissing', 'BridgeMissing', 'BridgeOutsideSubnet'],
  },
  SubnetFileInvalid: {
    ...contradiction,
    cause:
      'subnet.env is damaged: a full disk, an old flannel that was killed while writing, or another hand.',
    confirm: 'cat -A {subject}',
    remedy: 'Remove {subject} and restart flanneld, which writes it anew.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/pkg/subnet/subnet.go',
    causes: ['NoFlannelSubnet'],
  },
  SubnetOutsideNetwork: {
    ...contradiction,
    cause:
      'The subnet in subnet.env is no part of the network there: the network was changed under a running cluster, or the file was copied from another one.',
    confirm: 'cat {subject}',
    remedy:
      'Give all nodes the same network again, remove {subject} and restart flanneld, then docker or the pods.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/configuration.md',
    causes: wrongSubnet,
  },
  SubnetDiffersFromHeatParams: {
    ...contradiction,
    cause: 'flannel runs with another network than the one that Magnum set for this cluster.',
    confirm: 'grep FLANNEL_NETWORK_CIDR /etc/sysconfig/heat-params; cat {subject}',
    remedy:
      'Set the network in etcd or in the ConfigMap kube-flannel-cfg to the one of heat-params and restart flanneld on every node.',
    reference: 'https://docs.openstack.org/magnum/latest/admin/troubleshooting-guide.html',
    causes: wrongSubnet,
  },
  SubnetDiffersFromPodCIDR: {
    ...contradiction,
    cause:
      'flannel runs with another subnet than the podCIDR that Kubernetes gave this node: the node was registered anew under a running flanneld, or the file was written by another hand.',
    confirm: "kubectl get node $(hostname) -o jsonpath='{.spec.podCIDRs}'; cat {subject}",
    remedy:
      'Drain the node, remove {subject} and restart flanneld, which writes it anew; remove the bridge cni0, and let pods come back.',
    reference: 'https://github.com/flannel-io/flannel/blob/master/Documentation/kubernetes.md',
    causes: wrongSubnet,
  },
  SubnetFileStale: {
    ...recoverable,
    cause: 'subnet.env was written before this boot, and flanneld has not written it since.',
    confirm: 'stat {subject}; uptime -s; findmnt -T {subject}',
    remedy: 'Start flanneld; have /run on a tmpfs, so that no old file outlives a reboot.',
    reference: 'https://github.com/kubernetes/kubernetes/issues/70202',
    causes: ['BridgeOutsideSubnet', 'StaleBridge', 'FlannelInterfaceMissing'],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** What init sees: in a container /proc/mounts shows the container's own. */
const hostMounts = '/proc/1/mounts';

/** subnet.env is there, sound, and agrees with itself, heat-params, the podCIDR and this boot. */
export const flannelSubnetFile = defineCheck({
  name: 'flannel-subnet-file',
  condition: 'FlannelProblem',
  asks: 'node',
  summary:
    'subnet.env is there, sound, of this boot, and its subnet is the one that this node was given.',
  defaults: {},
  options: {},
  reasons,

  async collect(probes, { node }) {
    const [network, bootedAt, mounts, ownNode] = await Promise.all([
      collectPodNetwork(probes, node),
      probes.bootedAt(),
      probes.file(hostMounts),
      answerOrError(probes.ownNode()),
    ]);
    return { network, bootedAt, mounts, ownNode };
  },

  evaluate({ network, bootedAt, mounts, ownNode }, { node }) {
    const podNetwork = judgePodNetwork(network, node);
    if (podNetwork.kind === 'other') return verdictWithoutFlannel(podNetwork);
    const answer = network.subnetFile;
    if (answer.kind === 'absent') return unhealthy(missing(answer));
    if (answer.kind === 'notPermitted')
      return unknown('NotPermitted', `may not read ${answer.path}`);
    if (answer.kind === 'invalid') return unhealthy(invalid(answer.path, [answer.problem]));
    const { file, problems } = parseSubnetFile(answer.text);
    if (file === undefined) return unhealthy(invalid(answer.path, problems));
    const lacking = podNetwork.bridge.kind === 'cni' ? lackingForPlugin(file) : [];
    if (lacking.length > 0) return unhealthy(invalid(answer.path, lacking));
    const broken = [
      ...outsideNetwork(answer.path, file),
      ...differsFromHeatParams(answer.path, file, node),
      ...differsFromPodCidr(answer.path, file, ownNode),
      ...stale(answer, { bootedAt, mounts }),
    ];
    return conclude({ broken, fine: `${answer.path} gives this node ${subnetsOf(file)}` });
  },
});

const missing = ({ path, linkTo }: Extract<FileAnswer, { kind: 'absent' }>): Finding<Reason> => ({
  reason: 'SubnetFileMissing',
  subject: path,
  message:
    linkTo === undefined
      ? `${path} does not exist`
      : `${path} is a link to ${linkTo}, which does not exist`,
});

const invalid = (path: string, problems: readonly string[]): Finding<Reason> => ({
  reason: 'SubnetFileInvalid',
  subject: path,
  message: `${path} cannot be used: ${problems.join('; ')}`,
});

/** Files of flannel before 0.5 have neither, and docker needs neither; the CNI plugin refuses them. */
const lackingForPlugin = ({ leases, ipMasq }: SubnetFile): readonly string[] =>
  [
    ...(leases.some(({ networks }) => networks.length > 0) ? [] : ['FLANNEL_NETWORK']),
    ...(ipMasq === undefined ? ['FLANNEL_IPMASQ'] : []),
  ].map((key) => `${key} is missing, which the CNI plugin needs`);

const subnetsOf = ({ leases, mtu }: SubnetFile): string =>
  `${leases.map(({ subnet }) => formatCidr(networkOf(subnet))).join(' and ')}, MTU ${mtu}`;

const outsideNetwork = (path: string, { leases }: SubnetFile): readonly Finding<Reason>[] =>
  leases
    .filter(({ networks }) => networks.length > 0)
    .filter(({ networks, subnet }) => !networks.some((network) => contains(network, subnet)))
    .map(({ networks, subnet }) => ({
      reason: 'SubnetOutsideNetwork',
      subject: path,
      message: `subnet ${formatCidr(networkOf(subnet))} lies outside the network ${networks.map(formatCidr).join(', ')}`,
    }));

function differsFromHeatParams(
  path: string,
  { leases }: SubnetFile,
  { flannelNetwork }: NodeSettings,
): readonly Finding<Reason>[] {
  const told = parseCidr(flannelNetwork);
  const lease = leases.find(({ family }) => family === told?.address.family);
  if (told === undefined || lease === undefined) return [];
  const seen: Lease['networks'] = lease.networks.length > 0 ? lease.networks : [lease.subnet];
  if (seen.some((network) => overlaps(told, network))) return [];
  return [
    {
      reason: 'SubnetDiffersFromHeatParams',
      subject: path,
      message: `flannel runs with ${seen.map(formatCidr).join(', ')}, this cluster was set up with ${flannelNetwork}`,
    },
  ];
}

/** Only as Kubernetes' own subnet manager does flannel take the podCIDR, and it says so on the Node. */
function differsFromPodCidr(
  path: string,
  { leases }: SubnetFile,
  ownNode: OwnNode | undefined | ProbeError,
): readonly Finding<Reason>[] {
  // An API server that does not answer says nothing of the file.
  if (ownNode === undefined || ownNode instanceof ProbeError) return [];
  if (ownNode.flannel['kube-subnet-manager'] !== 'true') return [];
  const given = ownNode.podCidrs.flatMap((text) => parseCidr(text) ?? []);
  return leases.flatMap(({ family, subnet }) => {
    const own = formatCidr(networkOf(subnet));
    const meant = given
      .filter(({ address }) => address.family === family)
      .map((cidr) => formatCidr(networkOf(cidr)));
    if (meant.length === 0 || meant.includes(own)) return [];
    const message = `flannel runs with ${own}, the podCIDR of ${ownNode.name} is ${meant.join(', ')}`;
    return [{ reason: 'SubnetDiffersFromPodCIDR', subject: path, message }];
  });
}

/** A tmpfs is empty after a boot: there an early time only means that the clock was set. */
function stale(
  { path, modifiedAt }: Extract<FileAnswer, { kind: 'text' }>,
  { bootedAt, mounts }: { readonly bootedAt: number; readonly mounts: FileAnswer },
): readonly Finding<Reason>[] {
  if (modifiedAt >= bootedAt || mounts.kind !== 'text') return [];
  if (fileSystemOf(path, mounts.text) === 'tmpfs') return [];
  const [written, booted] = [modifiedAt, bootedAt].map((time) => new Date(time).toISOString());
  return [
    {
      reason: 'SubnetFileStale',
      subject: path,
      message: `${path} was written at ${written}, before this boot at ${booted}`,
    },
  ];
}

/** The type of the file system that holds a path: that of its longest mount point. */
function fileSystemOf(path: string, mounts: string): string {
  let found = { mountPoint: '', type: '' };
  for (const line of mounts.split('\n')) {
    const [, mountPoint = '', type = ''] = line.split(' ');
    const holds = path.startsWith(mountPoint === '/' ? '/' : `${mountPoint}/`);
    if (mountPoint !== '' && holds && mountPoint.length >= found.mountPoint.length)
      found = { mountPoint, type };
  }
  return found.type;
}
