import t from 'tap';
import { collectPodNetwork } from '../../../src/checks/facts/pod-network.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { FileAnswer, Probes, ProcessTable } from '../../../src/domain/probes.ts';
import {
  absentFile,
  dockerOptionsPath,
  nodeSettings,
  processOf,
  processTable,
  subnetEnv,
  subnetPath,
  textFile,
  unit,
} from '../../support/facts.ts';
import { flannelCni } from '../../support/fake-node.ts';
import { fakeFiles, fakeFolders, fakeProbes } from '../../support/fake-probes.ts';

const cniFolder = '/etc/cni/net.d';
const k3sFolder = '/var/lib/rancher/k3s/agent/etc/cni/net.d';
const magnumFile = '/run/flanneld/subnet.env';

interface Node {
  readonly files?: Readonly<Record<string, string | FileAnswer>>;
  readonly folders?: Readonly<Record<string, readonly string[]>>;
  readonly table?: ProcessTable;
}

const probesOf = ({ files = {}, folders = {}, table = processTable() }: Node): Probes =>
  fakeProbes({
    file: fakeFiles(files),
    directory: fakeFolders(folders),
    processes: async () => table,
    units: async () => [],
  });

const dangling: FileAnswer = { kind: 'absent', path: magnumFile, linkTo: '/nowhere' };
const unreadable: FileAnswer = { kind: 'notPermitted', path: magnumFile };

const subnetFiles: readonly {
  readonly title: string;
  readonly node: Node;
  readonly said?: string;
  readonly path: string;
  readonly kind: FileAnswer['kind'];
}[] = [
  {
    title: 'where flannel writes it',
    node: { files: { [subnetPath]: subnetEnv() } },
    path: subnetPath,
    kind: 'text',
  },
  {
    title: "where Magnum's system container writes it",
    node: { files: { [magnumFile]: subnetEnv() } },
    path: magnumFile,
    kind: 'text',
  },
  {
    title: 'a file that may not be read tells more than one that is not there',
    node: { files: { [magnumFile]: unreadable } },
    path: magnumFile,
    kind: 'notPermitted',
  },
  {
    title: 'what can be read tells more than what may not',
    node: {
      files: { [subnetPath]: { ...unreadable, path: subnetPath }, [magnumFile]: subnetEnv() },
    },
    path: magnumFile,
    kind: 'text',
  },
  {
    title: 'a link that leads nowhere tells more than nothing',
    node: { files: { [magnumFile]: dangling } },
    path: magnumFile,
    kind: 'absent',
  },
  {
    title: 'where it is looked for first when it is nowhere',
    node: {},
    path: subnetPath,
    kind: 'absent',
  },
  {
    title: 'where the operator says, and nowhere else',
    node: { files: { [subnetPath]: subnetEnv() } },
    said: '/srv/subnet.env',
    path: '/srv/subnet.env',
    kind: 'absent',
  },
  {
    title: 'where flanneld was told to write it',
    node: {
      files: { [subnetPath]: subnetEnv(), '/srv/subnet.env': subnetEnv() },
      table: processTable([processOf('flanneld --subnet-file=/srv/subnet.env')]),
    },
    path: '/srv/subnet.env',
    kind: 'text',
  },
  {
    title: 'where the environment of flanneld says',
    node: {
      files: { '/srv/subnet.env': subnetEnv() },
      table: processTable([
        processOf('flanneld', { environment: { FLANNELD_SUBNET_FILE: '/srv/subnet.env' } }),
      ]),
    },
    path: '/srv/subnet.env',
    kind: 'text',
  },
  {
    title: 'flanneld told nothing of it',
    node: { files: { [subnetPath]: subnetEnv() }, table: processTable([processOf('flanneld')]) },
    path: subnetPath,
    kind: 'text',
  },
];

t.test('subnet.env is taken', async (t) => {
  for (const { title, node, said = '', path, kind } of subnetFiles) {
    const facts = await collectPodNetwork(probesOf(node), nodeSettings({ subnetFile: said }));
    t.match(facts.subnetFile, { path, kind }, title);
  }
});

t.test("flannel's options for docker are found where each distribution writes them", async (t) => {
  const paths = [dockerOptionsPath, '/run/docker_opts.env', '/run/flannel/flannel_docker_opts.env'];
  for (const path of paths) {
    const facts = await collectPodNetwork(probesOf({ files: { [path]: 'x' } }), nodeSettings());
    t.equal(facts.dockerOptions.path, path);
  }
});

const calicoCni = JSON.stringify({ name: 'k8s-pod-network', plugins: [{ type: 'calico' }] });

/** A folder with these files in it. */
const withCni = (folder: string, files: Readonly<Record<string, string | FileAnswer>>): Node => ({
  folders: { [folder]: Object.keys(files) },
  files: Object.fromEntries(
    Object.entries(files).map(([name, file]) => [`${folder}/${name}`, file]),
  ),
});

const flannelIn = (folder: string): Node => withCni(folder, { '10-flannel.conflist': flannelCni });

const configurations: readonly {
  readonly title: string;
  readonly node: Node;
  readonly path: string | undefined;
}[] = [
  {
    title: 'the usual folder',
    node: flannelIn(cniFolder),
    path: `${cniFolder}/10-flannel.conflist`,
  },
  { title: 'no folder', node: {}, path: undefined },
  {
    title: 'the first of several is in use',
    node: withCni(cniFolder, {
      '10-calico.conflist': calicoCni,
      '20-flannel.conflist': flannelCni,
    }),
    path: `${cniFolder}/10-calico.conflist`,
  },
  {
    title: 'files that are no configuration are passed over',
    node: withCni(cniFolder, {
      '.kubernetes-cni-keep': '',
      '05-flannel.conflist.bak': calicoCni,
      '06-garbage.conf': '<html>',
      '07-folder.conf': { kind: 'invalid', path: 'x', problem: 'is a directory' },
      '10-flannel.conf': flannelCni,
    }),
    path: `${cniFolder}/10-flannel.conf`,
  },
  {
    title: "podman's network is none of the kubelet's",
    node: withCni(cniFolder, {
      '87-podman-bridge.conflist': JSON.stringify({
        name: 'podman',
        plugins: [{ type: 'bridge' }],
      }),
      '99-flannel.json': flannelCni,
    }),
    path: `${cniFolder}/99-flannel.json`,
  },
  {
    title: "the kubelet's setting (Magnum on CoreOS)",
    node: {
      ...flannelIn('/etc/kubernetes/cni/net.d'),
      table: processTable([processOf('kubelet --cni-conf-dir=/etc/kubernetes/cni/net.d')]),
    },
    path: '/etc/kubernetes/cni/net.d/10-flannel.conflist',
  },
  {
    title: "containerd's setting",
    node: {
      ...flannelIn('/srv/cni'),
      files: {
        ...flannelIn('/srv/cni').files,
        '/etc/containerd/config.toml': '[plugins.cri.cni]\n  conf_dir = "/srv/cni"\n',
      },
    },
    path: '/srv/cni/10-flannel.conflist',
  },
  {
    title: 'a containerd without a setting of its own',
    node: {
      ...flannelIn(cniFolder),
      files: { ...flannelIn(cniFolder).files, '/etc/containerd/config.toml': 'version = 2\n' },
    },
    path: `${cniFolder}/10-flannel.conflist`,
  },
  {
    title: "k3s's own folder",
    node: { ...flannelIn(k3sFolder), table: processTable([processOf('k3s-server')]) },
    path: `${k3sFolder}/10-flannel.conflist`,
  },
  {
    title: "k3s's own folder, beside a containerd of another purpose",
    node: {
      ...flannelIn(k3sFolder),
      files: {
        ...flannelIn(k3sFolder).files,
        '/etc/containerd/config.toml': 'conf_dir = "/srv/cni"\n',
      },
      table: processTable([processOf('k3s-server')]),
    },
    path: `${k3sFolder}/10-flannel.conflist`,
  },
  {
    title: "k3s's own folder, though k3s is dead",
    node: flannelIn(k3sFolder),
    path: `${k3sFolder}/10-flannel.conflist`,
  },
  {
    title: 'the usual folder, where k3s has none of its own',
    node: { ...flannelIn(cniFolder), table: processTable([processOf('k3s-server')]) },
    path: `${cniFolder}/10-flannel.conflist`,
  },
];

t.test('the CNI configuration in use is found', async (t) => {
  for (const { title, node, path } of configurations) {
    const { cni } = await collectPodNetwork(probesOf(node), nodeSettings());
    t.same(
      cni.map((config) => config.path),
      path === undefined ? [] : [path],
      title,
    );
  }
});

t.test('a configuration that may not be read leaves it open what is in use', async (t) => {
  const path = `${cniFolder}/10-flannel.conflist`;
  const node = withCni(cniFolder, { '10-flannel.conflist': { kind: 'notPermitted', path } });
  const collected = collectPodNetwork(probesOf(node), nodeSettings());
  await t.rejects(collected, new ProbeError('NotPermitted', `may not read ${path}`));
});

t.test('a systemd that does not answer leaves the units open, and nothing else', async (t) => {
  const failing = async (): Promise<never> => {
    throw new ProbeError('ToolFailed', 'systemctl show did not end');
  };
  const probes = { ...probesOf(flannelIn(cniFolder)), units: failing };
  const facts = await collectPodNetwork(probes, nodeSettings());
  t.notOk('units' in facts);
  t.equal(facts.cni.length, 1);
  t.same(facts.subnetFile, absentFile(subnetPath));
});

t.test('the units that were seen are kept', async (t) => {
  const probes = { ...probesOf({}), units: async () => [unit('flanneld')] };
  t.match(await collectPodNetwork(probes, nodeSettings()), { units: [{ name: 'flanneld' }] });
});

t.test('what a probe was not written for is not taken for an answer', async (t) => {
  const probes = { ...probesOf({}), units: fakeProbes().units };
  await t.rejects(collectPodNetwork(probes, nodeSettings()), /nobody expected the question units/);
});

t.test('the text is kept with the time at which it was written', async (t) => {
  const file = textFile(subnetPath, subnetEnv(), 42);
  const facts = await collectPodNetwork(
    probesOf({ files: { [subnetPath]: file } }),
    nodeSettings(),
  );
  t.same(facts.subnetFile, file);
});
