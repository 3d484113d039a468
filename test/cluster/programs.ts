import { createHash } from 'node:crypto';
import { accessSync, constants, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from '../lab/command.ts';

export const programNames = [
  'etcd',
  'kube-apiserver',
  'kubectl',
  'kube-proxy',
  'flanneld',
  'kubeconform',
] as const;

export type ProgramName = (typeof programNames)[number];

/** Who reacts to Node conditions: test/consumers/. */
export const consumerNames = ['auto-healer', 'draino'] as const;

/** What a cluster needs beside to run pods of its own: test/operations/. */
export const nodeProgramNames = [
  'kube-controller-manager',
  'kube-scheduler',
  'kubelet',
  'flannel-cni',
] as const;

type AnyName = ProgramName | (typeof consumerNames)[number] | (typeof nodeProgramNames)[number];

/** Their paths. */
export type Programs = Readonly<Record<ProgramName, string>>;

interface Source {
  /** A folder of go/: what its go.mod pins does not fit what another's does. */
  readonly module:
    | 'kubernetes'
    | 'flannel'
    | 'flannel-cni'
    | 'kubeconform'
    | 'auto-healer'
    | 'draino';
  readonly package: string;
  /** The variable that a release's build writes its version to, and the module whose version it is. */
  readonly version?: readonly [variable: string, module: string];
}

const ofKubernetes = ['k8s.io/component-base/version.gitVersion', 'k8s.io/kubernetes'] as const;

const sources: Readonly<Record<AnyName, Source>> = {
  etcd: { module: 'kubernetes', package: 'go.etcd.io/etcd/server/v3' },
  'kube-apiserver': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-apiserver',
    version: ofKubernetes,
  },
  kubectl: {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kubectl',
    version: ofKubernetes,
  },
  'kube-proxy': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-proxy',
    version: ofKubernetes,
  },
  'kube-controller-manager': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-controller-manager',
    version: ofKubernetes,
  },
  'kube-scheduler': {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kube-scheduler',
    version: ofKubernetes,
  },
  kubelet: {
    module: 'kubernetes',
    package: 'k8s.io/kubernetes/cmd/kubelet',
    version: ofKubernetes,
  },
  flanneld: {
    module: 'flannel',
    package: 'github.com/flannel-io/flannel',
    version: ['github.com/flannel-io/flannel/pkg/version.Version', 'github.com/flannel-io/flannel'],
  },
  // The last version that is in a module of Go: its own repository since.
  'flannel-cni': {
    module: 'flannel-cni',
    package: 'github.com/containernetworking/plugins/plugins/meta/flannel',
  },
  kubeconform: { module: 'kubeconform', package: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  'auto-healer': { module: 'auto-healer', package: '.' },
  draino: { module: 'draino', package: 'github.com/planetlabs/draino/cmd/draino' },
};

export const moduleFolder = (module: string): string => join(import.meta.dirname, 'go', module);

const read = (path: string): string => readFileSync(path, 'utf8');

/** What was built of other versions lies in another folder. */
export function cacheFolder(module: string): string {
  const caches = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = moduleFolder(module);
  const versions = readdirSync(folder)
    .sort()
    .map((name) => read(join(folder, name)));
  const key = createHash('sha256')
    .update([process.arch, ...versions].join('\n'))
    .digest('hex');
  return join(caches, 'node-check', `${module}-${key.slice(0, 12)}`);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** From KUBEBUILDER_ASSETS (as envtest has it), from PATH, or built before. */
export function findProgram(name: AnyName): string | undefined {
  const { KUBEBUILDER_ASSETS: assets = '', PATH: path = '' } = process.env;
  return [assets, ...path.split(':'), cacheFolder(sources[name].module)]
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram);
}

/** All of them, or the names of those that are not there. */
export function findPrograms(): Programs | { readonly missing: readonly ProgramName[] } {
  const [etcd, apiServer, kubectl, kubeProxy, flanneld, kubeconform] =
    programNames.map(findProgram);
  return etcd && apiServer && kubectl && kubeProxy && flanneld && kubeconform
    ? { etcd, 'kube-apiserver': apiServer, kubectl, 'kube-proxy': kubeProxy, flanneld, kubeconform }
    : { missing: programNames.filter((name) => findProgram(name) === undefined) };
}

/** Builds it into the cache. Whoever builds the same at the same time ends up with the same file. */
export async function buildProgram(name: AnyName): Promise<void> {
  const source = sources[name];
  const folder = cacheFolder(source.module);
  mkdirSync(folder, { recursive: true });
  const built = join(folder, `${name}.${process.pid}`);
  const { code, stderr } = await run(
    [
      ...([
        'nice',
        'go',
        'build',
        '-C',
        moduleFolder(source.module),
        '-trimpath',
        '-o',
        built,
      ] as const),
      ...['-ldflags', `-s -w ${versionFlag(source)}`, source.package],
    ],
    { deadlineMs: 60 * 60_000 },
  );
  if (code !== 0) throw new Error(`${name} cannot be built: ${stderr.trim()}`);
  renameSync(built, join(folder, name));
}

function versionFlag(source: Source): string {
  if (source.version === undefined) return '';
  const [variable, module] = source.version;
  const pinned = new RegExp(`\\s${module} (v\\S+)`).exec(
    read(join(moduleFolder(source.module), 'go.mod')),
  );
  return `-X ${variable}=${pinned?.[1] ?? ''}`;
}
