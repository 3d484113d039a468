import { folder } from '../cluster/certificates.ts';
import { connect } from '../cluster/cluster.ts';
import { type ControlPlane, startControlPlane } from '../cluster/control-plane.ts';
import { startDaemon } from '../cluster/daemon.ts';
import { flannelKubeconfig } from '../cluster/flannel.ts';
import { imageArchive } from '../cluster/image.ts';
import { kubeconfigFor, kubectl, writeAdminConfig, writeFiles } from '../cluster/kubeconfig.ts';
import { readNode } from '../cluster/objects.ts';
import { until } from '../cluster/until.ts';
import { plugMachine, startLab } from '../lab/lab.ts';
import { makeCgroups } from '../lab/systemd.ts';
import { type Debian, startDebian } from '../packages/debian.ts';
import { dist } from '../packages/requirements.ts';
import { rootFolder, type SitePrograms } from './requirements.ts';

/** A cluster that runs pods: an operator's control plane, and a node that has just been installed. */
export interface Site {
  readonly plane: ControlPlane;
  readonly node: Debian;
  close(): Promise<void>;
}

export const nodeName = 'node';

/** Resolves when the node is Ready. */
export async function startSite(programs: SitePrograms): Promise<Site> {
  const closers: (() => Promise<void>)[] = [];
  const keep = <Started extends { close(): Promise<void> }>(started: Started): Started => {
    closers.push(() => started.close());
    return started;
  };
  const close = async () => {
    await Promise.all(closers.map((end) => end()));
  };
  try {
    const [{ lab }, plane, { debian: node }] = await Promise.all([
      startLab({ backend: 'vxlan', bridge: 'cni0' }).then(keep),
      startControlPlane(programs.ofCluster).then(keep),
      startNode(programs).then(keep),
    ]);
    await connect({ lab, plane });
    await plugMachine(lab, node.pid);
    await startControllers(plane, programs);
    await joinCluster(plane, node);
    await runPod(plane);
    return { plane, node, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const startNode = ({ ofCluster, ofNode }: SitePrograms) =>
  startDebian(nodeName, {
    root: rootFolder(),
    binds: {
      [dist]: '/dist',
      [import.meta.dirname]: '/operations',
      [imageArchive()]: '/image.tar',
      [ofNode.kubelet]: '/usr/local/bin/kubelet',
      [ofNode['flannel-cni']]: '/usr/local/bin/flannel',
      [ofCluster.flanneld]: '/usr/local/bin/flanneld',
      [ofCluster['kube-proxy']]: '/usr/local/bin/kube-proxy',
      '/dev/kmsg': '/dev/kmsg',
    },
    cgroups: makeCgroups(nodeName),
  });

const controllers = [
  ...['daemonset', 'serviceaccount', 'root-ca-certificate-publisher-controller', 'namespace'],
  ...['garbagecollector', 'node-ipam-controller', 'node-lifecycle-controller'],
];

async function startControllers(plane: ControlPlane, { ofNode }: SitePrograms): Promise<void> {
  const kubeconfig = `--kubeconfig=${await writeAdminConfig(plane)}`;
  await startDaemon(plane.pid, [ofNode['kube-scheduler'], kubeconfig]);
  await startDaemon(plane.pid, [
    ofNode['kube-controller-manager'],
    kubeconfig,
    `--controllers=${controllers.join()}`,
    `--root-ca-file=${folder}/ca.crt`,
    `--service-account-private-key-file=${folder}/service-account.key`,
    ...['--allocate-node-cidrs', '--cluster-cidr=10.100.0.0/16'],
  ]);
}

const uplink = `
ip link set eth0 mtu 1500 up
ip addr add 10.0.0.13/24 dev eth0
ip route add default via 10.0.0.1`;

async function joinCluster(plane: ControlPlane, node: Debian): Promise<void> {
  await node.take(uplink);
  writeFiles(node.pid, {
    '/etc/kubernetes/ca.crt': plane.authority,
    '/etc/kubernetes/kubelet.conf': await kubeconfigFor(plane, `system:node:${nodeName}`, [
      'system:nodes',
    ]),
    '/etc/kubernetes/proxy-config.yaml': await kubeconfigFor(plane, 'system:kube-proxy'),
    '/etc/kubernetes/flannel.conf': await flannelKubeconfig(plane),
  });
  await node.take('sh /operations/node.sh /operations/node');
  await until('the node to be ready', async () => {
    const { status } = await readNode(plane, nodeName).catch(() => ({
      status: { conditions: [] },
    }));
    return status.conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
  });
}

/** cni0 comes with the first pod of a node. */
async function runPod(plane: ControlPlane): Promise<void> {
  await until('the default ServiceAccount', async () => {
    const path = '/api/v1/namespaces/default/serviceaccounts/default';
    return (await plane.api.ask({ path })).status === 200;
  });
  await kubectl(plane, 'run', 'app', '--image=registry.example/pause:1');
  await kubectl(plane, 'wait', '--for=condition=Ready', 'pod/app');
}
