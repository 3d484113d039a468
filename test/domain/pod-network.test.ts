import t from 'tap';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import {
  isFlannelUnit,
  judgePodNetwork,
  k3sCniFolder,
  type PodNetwork,
  type PodNetworkFacts,
  soundSubnetFile,
  verdictWithoutFlannel,
} from '../../src/domain/pod-network.ts';
import type { FileAnswer } from '../../src/domain/probes.ts';
import { notApplicable, unknown } from '../../src/domain/verdict.ts';
import {
  absentFile,
  dockerNode,
  dockerOptionsPath,
  flannelNode,
  nodeSettings,
  processOf,
  processTable,
  subnetEnv,
  subnetPath,
  textFile,
  unit,
} from '../support/facts.ts';

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

const cni = (name: string): PodNetwork => ({
  kind: 'flannel',
  bridge: { kind: 'cni', name },
  embedded: false,
});
const docker: PodNetwork = {
  kind: 'flannel',
  bridge: { kind: 'docker', name: 'docker0' },
  embedded: false,
};
const undecided: PodNetwork = {
  kind: 'flannel',
  bridge: {
    kind: 'undecided',
    because: 'there is no CNI configuration, and docker is not set up for flannel',
  },
  embedded: false,
};
const noBridge = (because: string): PodNetwork => ({
  kind: 'flannel',
  bridge: { kind: 'none', because },
  embedded: false,
});
const other = (
  reason: Extract<PodNetwork, { kind: 'other' }>['reason'],
  message: string,
): PodNetwork => ({ kind: 'other', reason, message });

const switchedOff = other('NoFlannel', 'flannel is not used on this node, says its configuration');
const nothingHere = other('NoFlannel', 'there is no flannel on this machine');
const calicoOnly = other(
  'OtherPodNetwork',
  `pods are plugged in by calico and portmap (${calico.path}), not by flannel`,
);
const unusedFile = other(
  'FlannelUndecided',
  `${subnetPath} is there, but no CNI configuration, flanneld or docker option uses it`,
);
const overFlannel = (path: string): PodNetwork =>
  noBridge(`pods are plugged in by calico and portmap (${path}), which needs no bridge of flannel`);

interface Case {
  readonly on: string;
  readonly facts: PodNetworkFacts;
  readonly node?: Partial<NodeSettings>;
  readonly network: PodNetwork;
}

const withCni: readonly Case[] = [
  { on: 'a node of kube-flannel', facts: flannelNode(), network: cni('cni0') },
  {
    on: 'a node whose flannel is dead',
    facts: flannelNode({ processes: processTable(), subnetFile: absentFile(subnetPath) }),
    network: cni('cni0'),
  },
  {
    on: 'a node beside whose cni0 docker0 stands, as on Magnum since Stein',
    facts: flannelNode({ units: [unit('docker')] }),
    node: magnum,
    network: cni('cni0'),
  },
  {
    on: 'a node with another bridge',
    facts: flannelNode({ cni: [{ ...cniFile, delegate: { type: 'bridge', bridge: 'mybr' } }] }),
    network: cni('mybr'),
  },
  {
    on: 'a node whose flannel delegates to something else',
    facts: flannelNode({ cni: [{ ...cniFile, delegate: { type: 'ipvlan', bridge: 'cni0' } }] }),
    network: noBridge('flannel delegates to ipvlan, which makes no bridge'),
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

const withoutCni: readonly Case[] = [
  { on: 'a docker-era Magnum node', facts: dockerNode(), node: magnum, network: docker },
  { on: 'the same without Magnum', facts: dockerNode(), network: docker },
  {
    on: 'a node whose docker has a --bip and flannel no options file',
    facts: dockerNode({ dockerOptions: absentFile(dockerOptionsPath) }),
    network: docker,
  },
  {
    on: 'a node whose docker was given an empty --bip',
    facts: dockerNode({
      dockerOptions: absentFile(dockerOptionsPath),
      processes: processTable([onHost, processOf('/usr/bin/dockerd --bip=')]),
    }),
    network: docker,
  },
  {
    on: 'a docker-era Magnum node whose docker and flannel are down',
    facts: dockerNode({
      dockerOptions: absentFile(dockerOptionsPath),
      processes: processTable(),
    }),
    node: magnum,
    network: docker,
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
    network: docker,
  },
  {
    on: 'a Magnum node since Stein that has lost its CNI configuration',
    facts: flannelNode({ cni: [], units: [unit('docker'), unit('kubelet')] }),
    node: magnum,
    network: undecided,
  },
  {
    on: 'a Magnum node since Stein on which flannel was never started',
    facts: flannelNode({ ...bare, units: [unit('docker'), unit('kubelet')] }),
    node: magnum,
    network: undecided,
  },
  {
    on: 'a Magnum node with flannel on the host and no docker',
    facts: flannelNode({ ...bare, units: [unit('flanneld')] }),
    node: magnum,
    network: undecided,
  },
  {
    on: 'a node that has lost its CNI configuration',
    facts: flannelNode({ cni: [] }),
    network: undecided,
  },
  {
    on: 'a node with an installed flannel that never ran',
    facts: flannelNode({ ...bare, units: [unit('flanneld', { activeState: 'inactive' })] }),
    network: undecided,
  },
  {
    on: 'a node on which flannel is expected and nothing is there',
    facts: flannelNode(bare),
    node: { flannel: 'expected' },
    network: undecided,
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
    network: docker,
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

for (const { on, facts, node, network } of [...withCni, ...withoutCni])
  t.test(`knows what carries the pods on ${on}`, async (t) => {
    t.strictSame(judgePodNetwork(facts, nodeSettings(node)), network);
  });

t.test("flannel's unit has two names", async (t) => {
  t.strictSame(['flanneld', 'flannel', 'flannel-docker-bridge', 'docker'].map(isFlannelUnit), [
    true,
    true,
    false,
    false,
  ]);
});

t.test('another pod network is nothing to judge, an undecided one is unknown', async (t) => {
  for (const reason of ['NoFlannel', 'OtherPodNetwork'] as const) {
    const verdict = verdictWithoutFlannel({ kind: 'other', reason, message: 'so' });
    t.strictSame(verdict, notApplicable(reason, 'so'));
  }
  const verdict = verdictWithoutFlannel({
    kind: 'other',
    reason: 'FlannelUndecided',
    message: 'so',
  });
  t.strictSame(verdict, unknown('FlannelUndecided', 'so'));
});

t.test('subnet.env has sound contents, or none', async (t) => {
  t.match(soundSubnetFile(flannelNode()), { mtu: 1450, leases: [{ family: 4 }] });
  const answers: readonly FileAnswer[] = [
    textFile(subnetPath, 'garbage'),
    textFile(subnetPath, ''),
    absentFile(subnetPath),
    { kind: 'notPermitted', path: subnetPath },
    { kind: 'invalid', path: subnetPath, problem: 'is a directory' },
  ];
  for (const subnetFile of answers)
    t.equal(soundSubnetFile(flannelNode({ subnetFile })), undefined, subnetFile.kind);
});
