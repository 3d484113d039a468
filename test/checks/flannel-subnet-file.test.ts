import t from 'tap';
import { flannelSubnetFile } from '../../src/checks/flannel-subnet-file.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import type { OwnNode } from '../../src/domain/own-node.ts';
import type { PodNetworkFacts } from '../../src/domain/pod-network.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { FileAnswer } from '../../src/domain/probes.ts';
import {
  absentFile,
  dockerNode,
  flannelNode,
  nodeSettings,
  subnetEnv,
  subnetPath,
  textFile,
  writtenAt,
} from '../support/facts.ts';
import { probesOf, vxlanNode } from '../support/fake-node.ts';
import { fakeProbes } from '../support/fake-probes.ts';
import { verdictLine } from '../support/verdict-line.ts';

const { signal } = new AbortController();
const bootedAt = writtenAt - 60_000;
const onTmpfs = 'sysfs /sys sysfs rw 0 0\n/dev/vda1 / ext4 rw 0 0\ntmpfs /run tmpfs rw 0 0\n';
const onDisk = '/dev/vda1 / ext4 rw,relatime 0 0\n';

const managed = { 'kube-subnet-manager': 'true', 'backend-type': 'vxlan' };
const nodeWith = (podCidrs: readonly string[], flannel = managed): OwnNode => ({
  name: 'n1',
  uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9',
  podCidrs,
  flannel,
});

interface Case {
  readonly title: string;
  readonly file?: FileAnswer;
  readonly text?: string;
  readonly network?: Partial<PodNetworkFacts>;
  readonly node?: Partial<NodeSettings>;
  readonly mounts?: string | FileAnswer;
  readonly modifiedAt?: number;
  readonly ownNode?: OwnNode | ProbeError;
  readonly verdict: string;
  /** Of the first finding, or of the healthy verdict. */
  readonly message?: string | RegExp;
}

const dualStack = {
  FLANNEL_IPV6_NETWORK: '2001:cafe:42::/56',
  FLANNEL_IPV6_SUBNET: '2001:cafe:42:1::1/64',
};
const ipv6Only = { ...dualStack, FLANNEL_NETWORK: undefined, FLANNEL_SUBNET: undefined };
const quoted = subnetEnv().replace(/=(.*)\n/g, '="$1"\r\n');

const ofOldFlannel = 'FLANNEL_SUBNET=10.100.54.1/24\nFLANNEL_MTU=1472\n';
const { subnetFile: _, ...docker } = dockerNode();

const healthy: readonly Case[] = [
  {
    title: 'as flannel writes it',
    verdict: 'healthy',
    message: `${subnetPath} gives this node 10.100.54.0/24, MTU 1450`,
  },
  {
    title: 'with CRLF and quotes',
    text: quoted,
    verdict: 'healthy',
    message: /10\.100\.54\.0\/24, MTU 1450$/,
  },
  {
    title: 'of both families',
    text: subnetEnv(dualStack),
    verdict: 'healthy',
    message: /10\.100\.54\.0\/24 and 2001:cafe:42:1::\/64, MTU 1450$/,
  },
  { title: 'of IPv6 alone', text: subnetEnv(ipv6Only), verdict: 'healthy', message: /2001:cafe/ },
  {
    title: 'with several networks, of which one holds the subnet',
    text: subnetEnv({ FLANNEL_NETWORK: '10.200.0.0/16,10.100.0.0/16' }),
    verdict: 'healthy',
  },
  {
    title: 'of flannel 0.2, without a network',
    text: ofOldFlannel,
    network: docker,
    verdict: 'healthy',
  },
  {
    title: 'with the first subnet of the network, as a podCIDR may be',
    text: subnetEnv({ FLANNEL_SUBNET: '10.100.0.1/24' }),
    verdict: 'healthy',
  },
  {
    title: 'as heat-params has it',
    node: { flannelNetwork: '10.100.0.0/16' },
    verdict: 'healthy',
  },
  {
    title: 'with several networks, of which heat-params names one',
    text: subnetEnv({ FLANNEL_NETWORK: '10.200.0.0/16,10.100.0.0/16' }),
    node: { flannelNetwork: '10.100.0.0/16' },
    verdict: 'healthy',
  },
  {
    title: 'where heat-params says nothing of its family',
    text: subnetEnv(ipv6Only),
    node: { flannelNetwork: '10.100.0.0/16' },
    verdict: 'healthy',
  },
  {
    title: 'of flannel 0.2, in the network of heat-params',
    text: ofOldFlannel,
    network: docker,
    node: { flannelNetwork: '10.100.0.0/16' },
    verdict: 'healthy',
  },
  {
    title: 'with a time before the boot, on a tmpfs: the clock was set',
    modifiedAt: bootedAt - 1,
    verdict: 'healthy',
  },
  {
    title: 'with a time before the boot, where the mounts cannot be read',
    modifiedAt: bootedAt - 1,
    mounts: { kind: 'notPermitted', path: '/proc/1/mounts' },
    verdict: 'healthy',
  },
  {
    title: 'as Kubernetes gave it',
    ownNode: nodeWith(['10.100.54.0/24']),
    verdict: 'healthy',
  },
  {
    title: 'of both families, as Kubernetes gave them',
    text: subnetEnv(dualStack),
    ownNode: nodeWith(['10.100.54.0/24', '2001:cafe:42:1::/64']),
    verdict: 'healthy',
  },
  {
    title: 'of one of the families that Kubernetes gave',
    ownNode: nodeWith(['2001:cafe:42:2::/64', '10.100.54.0/24']),
    verdict: 'healthy',
  },
  {
    title: 'other than a podCIDR that flannel does not go by: its subnets are in etcd',
    ownNode: { ...nodeWith(['10.244.1.0/24']), flannel: {} },
    verdict: 'healthy',
  },
  {
    title: 'where Kubernetes has given nothing, or something odd',
    ownNode: nodeWith(['garbage']),
    verdict: 'healthy',
  },
  {
    title: 'where the API server does not answer',
    ownNode: new ProbeError('ToolFailed', 'the API server does not answer'),
    verdict: 'healthy',
  },
  { title: 'written since this boot, on a disk', mounts: onDisk, verdict: 'healthy' },
  {
    title: 'written as it booted, on a disk',
    mounts: onDisk,
    modifiedAt: bootedAt,
    verdict: 'healthy',
  },
];

const linkTo = '/nowhere';
const broken: readonly Case[] = [
  {
    title: 'missing',
    file: absentFile(subnetPath),
    verdict: 'unhealthy SubnetFileMissing',
    message: `${subnetPath} does not exist`,
  },
  {
    title: 'a link that leads nowhere',
    file: { kind: 'absent', path: subnetPath, linkTo },
    verdict: 'unhealthy SubnetFileMissing',
    message: `${subnetPath} is a link to ${linkTo}, which does not exist`,
  },
  {
    title: 'truncated',
    text: 'FLANNEL_NETWORK=10.100.0.0/16\nFLANNEL_SUB',
    verdict: 'unhealthy SubnetFileInvalid',
    message: `${subnetPath} cannot be used: line 2 is not KEY=value`,
  },
  {
    title: 'truncated between two lines',
    text: 'FLANNEL_NETWORK=10.100.0.0/16\n',
    verdict: 'unhealthy SubnetFileInvalid',
  },
  { title: 'empty', text: '', verdict: 'unhealthy SubnetFileInvalid' },
  { title: 'garbage', text: '<html>\n502 Bad Gateway\n', verdict: 'unhealthy SubnetFileInvalid' },
  {
    title: 'without an MTU',
    text: subnetEnv({ FLANNEL_MTU: undefined }),
    verdict: 'unhealthy SubnetFileInvalid',
  },
  {
    title: 'a folder',
    file: { kind: 'invalid', path: subnetPath, problem: 'is a directory' },
    verdict: 'unhealthy SubnetFileInvalid',
    message: `${subnetPath} cannot be used: is a directory`,
  },
  {
    title: 'outside its network',
    text: subnetEnv({ FLANNEL_SUBNET: '192.168.7.1/24' }),
    verdict: 'unhealthy SubnetOutsideNetwork',
    message: 'subnet 192.168.7.0/24 lies outside the network 10.100.0.0/16',
  },
  {
    title: 'outside its IPv6 network',
    text: subnetEnv({ ...dualStack, FLANNEL_IPV6_SUBNET: '2001:db8:1::1/64' }),
    verdict: 'unhealthy SubnetOutsideNetwork',
    message: 'subnet 2001:db8:1::/64 lies outside the network 2001:cafe:42::/56',
  },
  {
    title: 'larger than its network',
    text: subnetEnv({ FLANNEL_SUBNET: '10.100.0.1/15' }),
    verdict: 'unhealthy SubnetOutsideNetwork',
  },
  {
    title: 'without one thing that the CNI plugin needs',
    text: subnetEnv({ FLANNEL_IPMASQ: undefined }),
    verdict: 'unhealthy SubnetFileInvalid',
    message: /FLANNEL_IPMASQ is missing, which the CNI plugin needs$/,
  },
  {
    title: 'of flannel 0.2, which the CNI plugin cannot read',
    text: ofOldFlannel,
    verdict: 'unhealthy SubnetFileInvalid',
    message: /FLANNEL_NETWORK is missing, which the CNI plugin needs; FLANNEL_IPMASQ is missing/,
  },
  {
    title: 'of another network than heat-params tells',
    node: { flannelNetwork: '10.244.0.0/16' },
    verdict: 'unhealthy SubnetDiffersFromHeatParams',
    message: 'flannel runs with 10.100.0.0/16, this cluster was set up with 10.244.0.0/16',
  },
  {
    title: 'of flannel 0.2, outside the network of heat-params',
    text: ofOldFlannel,
    network: docker,
    node: { flannelNetwork: '10.244.0.0/16' },
    verdict: 'unhealthy SubnetDiffersFromHeatParams',
  },
  {
    title: 'other than Kubernetes gave it',
    ownNode: nodeWith(['10.244.1.0/24']),
    verdict: 'unhealthy SubnetDiffersFromPodCIDR',
    message: 'flannel runs with 10.100.54.0/24, the podCIDR of n1 is 10.244.1.0/24',
  },
  {
    title: 'of another size than Kubernetes gave it',
    ownNode: nodeWith(['10.100.54.0/25']),
    verdict: 'unhealthy SubnetDiffersFromPodCIDR',
  },
  {
    title: 'wrong in its IPv6 subnet only',
    text: subnetEnv(dualStack),
    ownNode: nodeWith(['10.100.54.0/24', '2001:cafe:42:2::/64']),
    verdict: 'unhealthy SubnetDiffersFromPodCIDR',
    message: 'flannel runs with 2001:cafe:42:1::/64, the podCIDR of n1 is 2001:cafe:42:2::/64',
  },
  {
    title: 'left over from before this boot, on a /run that outlived it',
    mounts: onDisk,
    modifiedAt: bootedAt - 60_000,
    verdict: 'unhealthy SubnetFileStale',
    message: `${subnetPath} was written at 2026-11-21T07:57:00.000Z, before this boot at 2026-11-21T07:58:00.000Z`,
  },
  {
    title: 'left over on a disk that is mounted over a tmpfs',
    mounts: `${onTmpfs}/dev/vdb /run/flannel ext4 rw 0 0\n`,
    modifiedAt: bootedAt - 1,
    verdict: 'unhealthy SubnetFileStale',
  },
  {
    title: 'left over on a disk that is mounted where a tmpfs was',
    mounts: `${onTmpfs}/dev/vdb /run ext4 rw 0 0\n`,
    modifiedAt: bootedAt - 1,
    verdict: 'unhealthy SubnetFileStale',
  },
  {
    title: 'left over beside a tmpfs of a similar name',
    mounts: `${onDisk}tmpfs /run/flan tmpfs rw 0 0\n`,
    modifiedAt: bootedAt - 1,
    verdict: 'unhealthy SubnetFileStale',
  },
  {
    title: 'wrong in two ways',
    text: subnetEnv({ FLANNEL_SUBNET: '192.168.7.1/24' }),
    node: { flannelNetwork: '10.244.0.0/16' },
    verdict: 'unhealthy SubnetOutsideNetwork SubnetDiffersFromHeatParams',
  },
];

const undecided: readonly Case[] = [
  {
    title: 'not to be read',
    file: { kind: 'notPermitted', path: subnetPath },
    verdict: 'unknown NotPermitted',
    message: `may not read ${subnetPath}`,
  },
  {
    title: 'missing where the operator says that there is no flannel',
    file: absentFile(subnetPath),
    node: { flannel: 'none' },
    verdict: 'notApplicable NoFlannel',
  },
  {
    title: 'left behind on a node that uses Calico now',
    network: {
      cni: [{ path: '/etc/cni/net.d/10-calico.conflist', name: 'x', types: ['calico'] }],
      processes: { complete: true, processes: [] },
    },
    verdict: 'notApplicable OtherPodNetwork',
  },
  {
    title: 'there, and nothing says whether it counts',
    network: { cni: [], processes: { complete: true, processes: [] }, units: [] },
    verdict: 'unknown FlannelUndecided',
  },
];

t.test('subnet.env', async (t) => {
  for (const { title, message, ...given } of [...healthy, ...broken, ...undecided]) {
    const { text = subnetEnv(), modifiedAt = writtenAt, mounts = onTmpfs } = given;
    const subnetFile = given.file ?? textFile(subnetPath, text, modifiedAt);
    const verdict = flannelSubnetFile.evaluate(
      {
        network: flannelNode({ subnetFile, ...given.network }),
        bootedAt,
        mounts: typeof mounts === 'string' ? textFile('/proc/1/mounts', mounts) : mounts,
        ownNode: given.ownNode,
      },
      { node: nodeSettings(given.node) },
    );
    t.equal(verdictLine(verdict), given.verdict, title);
    const said = verdict.status === 'healthy' ? verdict.message : verdict.findings[0].message;
    if (message !== undefined) t.match(said, message, title);
  }
});

t.test('the file is the subject of whatever is wrong with it', async (t) => {
  const network = flannelNode({ subnetFile: absentFile(subnetPath) });
  const verdict = flannelSubnetFile.evaluate(
    { network, bootedAt, mounts: textFile('/proc/1/mounts', onTmpfs), ownNode: undefined },
    { node: nodeSettings() },
  );
  t.match(verdict, { findings: [{ subject: subnetPath }] });
});

t.test('a healthy node is healthy from its probes on', async (t) => {
  const check = flannelSubnetFile.configure(nodeSettings(), {});
  t.match(await check.run(probesOf(vxlanNode), signal), { status: 'healthy' });
});

t.test(
  'the mounts are those of init, not of the container that node-check may be in',
  async (t) => {
    const files = { ...vxlanNode.files, '/proc/1/mounts': onDisk, '/proc/mounts': onTmpfs };
    const stale = { ...probesOf({ ...vxlanNode, files }), bootedAt: async () => writtenAt + 1 };
    const verdict = await flannelSubnetFile.configure(nodeSettings(), {}).run(stale, signal);
    t.equal(verdictLine(verdict), 'unhealthy SubnetFileStale');
  },
);

t.test('the node’s own object is asked for, and may be out of reach', async (t) => {
  const check = flannelSubnetFile.configure(nodeSettings(), {});
  const other = probesOf({ ...vxlanNode, ownNode: nodeWith(['10.244.1.0/24']) });
  t.equal(verdictLine(await check.run(other, signal)), 'unhealthy SubnetDiffersFromPodCIDR');
  const error = new ProbeError('ToolFailed', 'the API server does not answer');
  const silent = { ...probesOf(vxlanNode), ownNode: () => Promise.reject(error) };
  t.match(await check.run(silent, signal), { status: 'healthy' });
});

t.test('what cannot be seen is no verdict', async (t) => {
  const error = new ProbeError('ToolFailed', '/proc/stat cannot be read');
  const probes = { ...probesOf(vxlanNode), bootedAt: () => Promise.reject(error) };
  const settings = { node: nodeSettings() };
  await t.rejects(flannelSubnetFile.collect(probes, settings, signal), error);
  await t.rejects(flannelSubnetFile.collect(fakeProbes(), settings, signal), /nobody expected/);
});
