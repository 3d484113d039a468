import type { NodeSettings } from './node-settings.ts';
import type { PodNetworkFacts } from './pod-network.ts';
import type { FileAnswer, Process, Unit } from './probes.ts';
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

/** The operator's word first, then kube-proxy itself, then what replaces it, then who needs it. */
export function judgeKubeProxyExpectation(
  facts: ExpectationFacts,
  { kubeProxy }: NodeSettings,
): KubeProxyExpectation {
  if (kubeProxy !== 'auto')
    return { kind: kubeProxy, because: `the configuration says ${kubeProxy}` };
  return (
    traceOf(facts) ?? replacementOf(facts.network) ?? k3sWord(facts) ?? kubeletsWord(facts.network)
  );
}

const unitNamed = ({ units = [] }: PodNetworkFacts, wanted: string): Unit | undefined =>
  units.find(({ name }) => name === wanted);

const installed: KubeProxyExpectation = {
  kind: 'expected',
  because: 'kube-proxy is installed on this node',
};

/** A unit that nobody starts is a leftover where something else does its work, and missed elsewhere. */
function traceOf({ network, manifests }: ExpectationFacts): KubeProxyExpectation | undefined {
  const manifest = manifests.find(({ kind }) => kind === 'text');
  if (manifest !== undefined) return { kind: 'expected', because: `${manifest.path} is there` };
  const seen = findKubeProxy(network.processes.processes) !== undefined;
  const unit = unitNamed(network, 'kube-proxy');
  return seen || (unit !== undefined && unit.activeState !== 'inactive') ? installed : undefined;
}

/** kube-router's flag is true unless it says otherwise. */
const isOff = (process: Process, flag: string): boolean =>
  flagValue(process.args, flag) === 'false';

function replacementOf({
  cni,
  processes: table,
}: PodNetworkFacts): KubeProxyExpectation | undefined {
  const { processes } = table;
  const replaced = (by: string): KubeProxyExpectation => ({
    kind: 'none',
    because: `${by} does kube-proxy's work on this node`,
  });
  const router = processes.find(({ name }) => name === 'kube-router');
  if (router !== undefined && !isOff(router, 'run-service-proxy')) return replaced('kube-router');
  const cilium =
    processes.some(({ name }) => name === 'cilium-agent') ||
    cni.some(({ types }) => types.includes('cilium-cni'));
  return cilium ? replaced('Cilium') : undefined;
}

/** k3s wipes its flags from its command line, so its silence proves nothing beside a foreign CNI. */
function k3sWord({ network, k3sConfig }: ExpectationFacts): KubeProxyExpectation | undefined {
  const k3s = findK3s(network.processes.processes);
  if (k3s === undefined) return undefined;
  if (k3sProxyDisabled(k3s, k3sConfig))
    return { kind: 'none', because: 'k3s runs with --disable-kube-proxy' };
  const foreign = foreignCni(network);
  return foreign === undefined
    ? { kind: 'expected', because: 'k3s holds kube-proxy' }
    : { kind: 'undecided', because: `k3s may hold kube-proxy, or ${foreign} does its work` };
}

function k3sProxyDisabled({ args }: Process, config: FileAnswer): boolean {
  const flag = args.some((arg) => /^--disable-kube-proxy(=true)?$/.test(arg));
  const set = config.kind === 'text' && /^disable-kube-proxy:\s*["']?true/m.test(config.text);
  return flag || set;
}

function kubeletsWord(network: PodNetworkFacts): KubeProxyExpectation {
  if (unitNamed(network, 'kube-proxy') !== undefined) return installed;
  const { processes, units } = network;
  const kubelet = findKubelet(processes.processes) ?? unitNamed(network, 'kubelet');
  if (kubelet === undefined)
    return (processes.complete && units !== undefined) || !hasPodNetwork(network)
      ? { kind: 'none', because: 'there is no kubelet on this machine' }
      : { kind: 'undecided', because: 'no kubelet can be seen from here' };
  const foreign = foreignCni(network);
  return foreign === undefined
    ? { kind: 'expected', because: 'this node has a kubelet, and nothing that replaces kube-proxy' }
    : { kind: 'undecided', because: `no kube-proxy shows, and ${foreign} may do its work` };
}

/** What else than flannel plugs the pods in, and so may replace kube-proxy. */
function foreignCni({ cni: [inUse] }: PodNetworkFacts): string | undefined {
  return inUse === undefined || inUse.delegate !== undefined
    ? undefined
    : inUse.types.join(' and ');
}

const hasPodNetwork = ({ cni, subnetFile, dockerOptions }: PodNetworkFacts): boolean =>
  cni.length > 0 || subnetFile.kind !== 'absent' || dockerOptions.kind !== 'absent';
