import { NoAccess, problemOf, type ReadFile, whyNot } from './access.ts';
import { type Kubeconfig, parseKubeconfig } from './kubeconfig.ts';
import type { KubeconfigSource } from './kubeconfig-access.ts';

/** Where kubelets keep their kubeconfig: Magnum, kubeadm, by hand, k3s, RKE2, and older Magnums. */
export const kubeletFiles = [
  '/etc/kubernetes/kubelet-config.yaml',
  '/etc/kubernetes/kubelet.conf',
  '/var/lib/kubelet/kubeconfig',
  '/var/lib/rancher/k3s/agent/kubelet.kubeconfig',
  '/var/lib/rancher/rke2/agent/kubelet.kubeconfig',
  '/etc/kubernetes/kubeconfig',
  '/etc/kubernetes/kubeconfig.yaml',
  '/srv/kubernetes/kubeconfig.yaml',
  '/etc/kubernetes/config/worker-kubeconfig.yaml',
];

/** What can be made of the first file that is good for it, and what is wrong with those before. */
export async function firstKubelet<T>(
  readFile: ReadFile,
  use: (config: Kubeconfig, source: KubeconfigSource) => Promise<T>,
): Promise<{ readonly value?: T; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  for (const path of kubeletFiles) {
    const answer = await readFile(path);
    if (answer.kind === 'absent') continue;
    try {
      if (answer.kind !== 'text') throw new NoAccess(whyNot(answer));
      const config = await parseKubeconfig(answer.text, path);
      return { value: await use(config, { path, readFile }), problems };
    } catch (error) {
      problems.push(problemOf(error));
    }
  }
  return { problems };
}
