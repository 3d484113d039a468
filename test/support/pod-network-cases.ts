import type { NodeSettings } from '../../src/domain/node-settings.ts';
import {
  k3sCniFolder,
  type PodNetwork,
  type PodNetworkFacts,
} from '../../src/domain/pod-network.ts';
import {
  absentFile,
  dockerNode,
  dockerOptionsPath,
  flannelNode,
  processOf,
  processTable,
  subnetEnv,
  subnetPath,
  textFile,
  unit,
} from './facts.ts';
import {
  onCniBridge,
  onDocker,
  otherNetwork,
  undecidedBridge,
  withoutBridge,
} from './pod-networks.ts';

type Facts = Partial<PodNetworkFacts>;

const cniFile = { path: '/etc/cni/net.d/10-flannel.conflist', name: 'cbr0', types: ['flannel'] };
const delegate = { type: 'bridge', bridge: 'cni0' };
const calico = {
  path: '/etc/cni/net.d/10-calico.conflist',
  name: 'k8s',
  types: ['calico', 'portmap'],
};
const onHost = processOf('/usr/bin/flanneld -etcd-prefix=/atomic.io/network');
const magnum: Partial<NodeSettings> = { magnum: true, flannel: 'expected' };

/** Nothing at all shows flannel. */
const bare: Facts = {
  cni: [],
  subnetFile: absentFile(subnetPath),
  processes: processTable(),
  units: [],
};

const switchedOff = otherNetwork(
  'NoFlannel',
  'flannel is not used on this node, says its configuration',
);
const nothingHere = otherNetwork('NoFlannel', 'there is no flannel on this machine');
const calicoOnly = otherNetwork(
  'OtherPodNetwork',
  `pods are plugged in by calico and portmap (${calico.path}), not by flannel`,
);
const unusedFile = otherNetwork(
  'FlannelUndecided',
  `${subnetPath} is there, but no CNI configuration, flanneld or docker option uses it`,
);
const overFlannel = (path: string): PodNetwork =>
  withoutBridge(
    `pods are plugged in by calico and portmap (${path}), which needs no bridge of flannel`,
  );

/** What carries the pods on one kind of node. */
export interface PodNetworkCase {
  readonly on: string;
  readonly facts: PodNetworkFacts;
  readonly node?: Partial<NodeSettings>;
  readonly network: PodNetwork;
}

export const casesWithCni: readonly PodNetworkCase[] = [
  { on: 'a node of kube-flannel', facts: flannelNode(), network: onCniBridge('cni0') },
  {
    on: 'a node whose flannel is dead',
    facts: flannelNode({ processes: processTable(), subnetFile: absentFile(subnetPath) }),
    network: onCniBridge('cni0'),
  },
  {
    on: 'a node beside whose cni0 docker0 stands, as on Magnum since Stein',
    facts: flannelNode({ units: [unit('docker')] }),
    node: magnum,
    network: onCniBridge('cni0'),
  },
  {
    on: 'a node with another bridge',
    facts: flannelNode({ cni: [{ ...cniFile, delegate: { type: 'bridge', bridge: 'mybr' } }] }),
    network: onCniBridge('mybr'),
  },
  {
    on: 'a node whose flannel delegates to something else',
    facts: flannelNode({ cni: [{ ...cniFile, delegate: { type: 'ipvlan', bridge: 'cni0' } }] }),
    network: withoutBridge('flannel delegates to ipvlan, which makes no bridge'),
  },
  {
    on: 'a k3s node, with flannel inside',
    facts: flannelNode({
      cni: [{ ...cniFile, path: `${k3sCniFolder}/10-flannel.conflist`, delegate }],
      processes: processTable([processOf('k3s-server')]),
    }),
    network: { kind: 'flannel', bridge: { kind: 'cni', name: 'cni0' }, embedded: true },
  },
  { on: 'a node of Calico', facts: flannelNode({ ...bare, cni: [calico] }), network: calicoOnly },
  {
    on: 'a node of Calico with what flannel left behind',
    facts: flannelNode({
      ...bare,
      cni: [calico],
      subnetFile: textFile(subnetPath, subnetEnv()),
      units: [unit('flanneld', { activeState: 'inactive', subState: 'dead' })],
    }),
    network: calicoOnly,
  },
  ...['10-canal.conflist', '10-calico.conflist'].map((file) => ({
    on: `a node of Canal (${file})`,
    facts: flannelNode({
      cni: [{ ...calico, path: `/etc/cni/net.d/${file}` }],
      ...(file === '10-canal.conflist' && { processes: processTable(), units: [] }),
    }),
    network: overFlannel(`/etc/cni/net.d/${file}`),
  })),
  {
    on: 'a node of Canal that tells so by its name',
    facts: flannelNode({ ...bare, cni: [{ ...calico, name: 'Canal' }] }),
    network: overFlannel(calico.path),
  },
  {
    on: 'a node of Calico beside which the unit of flannel is active',
    facts: flannelNode({ ...bare, cni: [calico], units: [unit('kubelet'), unit('flannel')] }),
    network: overFlannel(calico.path),
  },
  {
    on: 'a node of Calico on which flannel is expected',
    facts: flannelNode({ ...bare, cni: [calico] }),
    node: { flannel: 'expected' },
    network: overFlannel(calico.path),
  },
  {
    on: 'a node of flannel whose configuration says none',
    facts: flannelNode(),
    node: { flannel: 'none' },
    network: switchedOff,
  },
];

export const casesWithoutCni: readonly PodNetworkCase[] = [
  { on: 'a docker-era Magnum node', facts: dockerNode(), node: magnum, network: onDocker },
  { on: 'the same without Magnum', facts: dockerNode(), network: onDocker },
  {
    on: 'a node whose docker has a --bip and flannel no options file',
    facts: dockerNode({ dockerOptions: absentFile(dockerOptionsPath) }),
    network: onDocker,
  },
  {
    on: 'a node whose docker was given an empty --bip',
    facts: dockerNode({
      dockerOptions: absentFile(dockerOptionsPath),
      processes: processTable([onHost, processOf('/usr/bin/dockerd --bip=')]),
    }),
    network: onDocker,
  },
  {
    on: 'a docker-era Magnum node whose docker and flannel are down',
    facts: dockerNode({
      dockerOptions: absentFile(dockerOptionsPath),
      processes: processTable(),
    }),
    node: magnum,
    network: onDocker,
  },
  {
    on: 'a docker-era Magnum node whose systemd does not answer',
    facts: withoutUnits(
      dockerNode({
        dockerOptions: absentFile(dockerOptionsPath),
        processes: processTable([onHost, processOf('/usr/bin/dockerd')]),
      }),
    ),
    node: magnum,
    network: onDocker,
  },
  {
    on: 'a Magnum node since Stein that has lost its CNI configuration',
    facts: flannelNode({ cni: [], units: [unit('docker'), unit('kubelet')] }),
    node: magnum,
    network: undecidedBridge,
  },
  {
    on: 'a Magnum node since Stein on which flannel was never started',
    facts: flannelNode({ ...bare, units: [unit('docker'), unit('kubelet')] }),
    node: magnum,
    network: undecidedBridge,
  },
  {
    on: 'a Magnum node with flannel on the host and no docker',
    facts: flannelNode({ ...bare, units: [unit('flanneld')] }),
    node: magnum,
    network: undecidedBridge,
  },
  {
    on: 'a node that has lost its CNI configuration',
    facts: flannelNode({ cni: [] }),
    network: undecidedBridge,
  },
  {
    on: 'a node with an installed flannel that never ran',
    facts: flannelNode({ ...bare, units: [unit('flanneld', { activeState: 'inactive' })] }),
    network: undecidedBridge,
  },
  {
    on: 'a node on which flannel is expected and nothing is there',
    facts: flannelNode(bare),
    node: { flannel: 'expected' },
    network: undecidedBridge,
  },
  { on: 'a machine without flannel', facts: flannelNode(bare), network: nothingHere },
  {
    on: 'a machine of docker with a --bip of its own',
    facts: flannelNode({
      ...bare,
      processes: processTable([processOf('dockerd --bip=192.168.5.1/24')]),
    }),
    network: nothingHere,
  },
  {
    on: 'a node whose docker has a --bip beside a subnet.env, and flannel is gone',
    facts: flannelNode({
      cni: [],
      processes: processTable([processOf('dockerd --bip=10.100.54.1/24')]),
      units: [unit('docker')],
    }),
    network: onDocker,
  },
  {
    on: 'a machine with a subnet.env that nothing uses',
    facts: flannelNode({ ...bare, subnetFile: textFile(subnetPath, subnetEnv()) }),
    network: unusedFile,
  },
  {
    on: 'a machine whose systemd does not answer, with a subnet.env that nothing seems to use',
    facts: withoutUnits(flannelNode({ ...bare, subnetFile: textFile(subnetPath, subnetEnv()) })),
    network: unusedFile,
  },
];

function withoutUnits({ units: _, ...facts }: PodNetworkFacts): PodNetworkFacts {
  return facts;
}
