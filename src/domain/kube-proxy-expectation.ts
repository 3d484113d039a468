import type { NodeSettings } from './node-settings.ts';
import type { PodNetworkFacts } from './pod-network.ts';
import type { FileAnswer, Process } from './probes.ts';
import { findK3s, findKubelet, findKubeProxy, flagValue } from './process-flags.ts';

/** Whether a kube-proxy has to be on this node, and what says so. */
export interface KubeProxyExpectation {
  readonly kind: 'expected' | 'none' | 'undecided';
  readonly because: string;
}

export interface ExpectationFacts {
  readonly network: PodNetworkFacts;
  readonly k3sConfig: FileAnswer;
  /** Static pod manifests of kube-proxy, where there are some. */
  readonly manifests: readonly FileAnswer[];
}

/** The operator's word first, then what kube-proxy leaves, then what replaces it, then the kubelet. */
export function judgeKubeProxyExpectation(
  facts: ExpectationFacts,
  { kubeProxy }: NodeSettings,
): KubeProxyExpectation {
  if (kubeProxy !== 'auto')
    return { kind: kubeProxy, because: `the configuration says ${kubeProxy}` };
  return traceOf(facts) ?? replacementOf(facts) ?? kubeletsWord(facts);
}

function traceOf({ network, manifests }: ExpectationFacts): KubeProxyExpectation | undefined {
  const manifest = manifests.find(({ kind }) => kind === 'text');
  if (manifest !== undefined) return { kind: 'expected', because: `${manifest.path} is there` };
  const { processes } = network.processes;
  const seen =
    findKubeProxy(processes) !== undefined ||
    (network.units ?? []).some(({ name }) => name === 'kube-proxy');
  return seen ? { kind: 'expected', because: 'kube-proxy is installed on this node' } : undefined;
}

/** Flags of kube-router and k3s are true unless they say otherwise. */
const isOff = (process: Process, flag: string): boolean =>
  flagValue(process.args, flag) === 'false';

function replacementOf({ network, k3sConfig }: ExpectationFacts): KubeProxyExpectation | undefined {
  const { processes } = network.processes;
  const replaced = (by: string): KubeProxyExpectation => ({
    kind: 'none',
    because: `${by} does kube-proxy's work on this node`,
  });
  const router = processes.find(({ name }) => name === 'kube-router');
  if (router !== undefined && !isOff(router, 'run-service-proxy')) return replaced('kube-router');
  const cilium = processes.some(({ name }) => name === 'cilium-agent');
  if (cilium || network.cni.some(({ types }) => types.includes('cilium-cni')))
    return replaced('Cilium');
  const k3s = findK3s(processes);
  if (k3s === undefined) return undefined;
  return k3sProxyDisabled(k3s, k3sConfig)
    ? { kind: 'none', because: 'k3s runs with --disable-kube-proxy' }
    : { kind: 'expected', because: 'k3s holds kube-proxy' };
}

function k3sProxyDisabled({ args }: Process, config: FileAnswer): boolean {
  const flag = args.some((arg) => /^--disable-kube-proxy(=true)?$/.test(arg));
  const set = config.kind === 'text' && /^disable-kube-proxy:\s*["']?true/m.test(config.text);
  return flag || set;
}

function kubeletsWord({ network }: ExpectationFacts): KubeProxyExpectation {
  const kubelet =
    findKubelet(network.processes.processes) !== undefined ||
    (network.units ?? []).some(({ name }) => name === 'kubelet');
  if (!kubelet)
    return network.processes.complete || network.cni.length === 0
      ? { kind: 'none', because: 'there is no kubelet on this machine' }
      : { kind: 'undecided', because: 'no kubelet can be seen from here' };
  const [inUse] = network.cni;
  return inUse === undefined || inUse.delegate !== undefined
    ? { kind: 'expected', because: 'this node has a kubelet, and nothing that replaces kube-proxy' }
    : {
        kind: 'undecided',
        because: `no kube-proxy was ever here, and ${inUse.types.join(' and ')} may do its work`,
      };
}
