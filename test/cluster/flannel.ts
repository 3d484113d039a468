import { existsSync } from 'node:fs';
import { takeSteps } from '../lab/lab.ts';
import type { Backend, NodeName } from '../lab/shape.ts';
import { fileOn } from './certificates.ts';
import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';
import { type Daemon, startDaemon, untilReady } from './daemon.ts';
import { kubeconfigWith, writeFiles } from './kubeconfig.ts';
import { createServiceAccount, issueToken } from './objects.ts';
import { untilPeerAnswers } from './until-node.ts';

const subnetFile = '/run/flannel/subnet.env';
const kubeconfig = '/etc/kubernetes/flannel.conf';
const network = '/etc/kube-flannel/net-conf.json';

const backendConfig: Readonly<Record<Backend, unknown>> = {
  vxlan: { Type: 'vxlan' },
  'host-gw': { Type: 'host-gw' },
  udp: { Type: 'udp', Port: 8285 },
};

/** On both nodes, in place of the lab's and of all that it made. Resolves when their pods reach each other. */
export async function startFlannel(cluster: Cluster): Promise<Readonly<Record<NodeName, Daemon>>> {
  const { lab, plane } = cluster;
  const credentials = await flannelKubeconfig(plane);
  const start = async (node: NodeName) => {
    await takeSteps(lab, node, { node: 'stop flanneld; flannel_gone' });
    writeFiles(lab.pids[node], {
      [kubeconfig]: credentials,
      [network]: JSON.stringify({
        Network: '10.100.0.0/16',
        Backend: backendConfig[lab.shape.backend],
      }),
    });
    return startFlanneld(cluster, node);
  };
  const [n1, n2] = await Promise.all([start('n1'), start('n2')]);
  await untilPeerAnswers(cluster, 'n1');
  return { n1, n2 };
}

/** With the rights that flannel's manifest gives it. */
export async function flannelKubeconfig(plane: ControlPlane): Promise<string> {
  const account = await createServiceAccount(plane, 'kube-flannel', [
    { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list', 'watch'] },
    { apiGroups: [''], resources: ['nodes/status'], verbs: ['patch'] },
  ]);
  return kubeconfigWith(plane, { token: await issueToken(plane, account, { seconds: 3600 }) });
}

/** Once more on a node, after a real one has ended. Resolves when it has written subnet.env. */
export async function startFlanneld({ lab, plane }: Cluster, node: NodeName): Promise<Daemon> {
  await takeSteps(lab, node, { node: `rm -f ${subnetFile}` });
  const daemon = await startDaemon(
    lab.pids[node],
    [
      ...([plane.programs.flanneld, '--kube-subnet-mgr', '--ip-masq', '--iface=eth0'] as const),
      ...[`--kubeconfig-file=${kubeconfig}`, `--net-config-path=${network}`],
    ],
    { NODE_NAME: node },
  );
  await untilReady(daemon, async () => existsSync(fileOn(lab.pids[node], subnetFile)));
  return daemon;
}
