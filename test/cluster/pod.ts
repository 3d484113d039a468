import type { NodeName } from '../lab/shape.ts';
import type { ControlPlane } from './control-plane.ts';

/** What is used of a Pod that has one container. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: PodSpec;
}

interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly containers: readonly [Container];
  readonly volumes: readonly Volume[];
}

interface Container {
  readonly env: readonly Variable[];
  readonly resources: { readonly limits: { readonly memory: string } };
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly volumeMounts: readonly VolumeMount[];
  readonly securityContext: {
    readonly allowPrivilegeEscalation: boolean;
    readonly readOnlyRootFilesystem: boolean;
    readonly capabilities: { readonly add: readonly string[]; readonly drop: readonly string[] };
  };
}

interface Probe {
  readonly httpGet: { readonly host?: string; readonly port: number; readonly path: string };
}

export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly readOnly?: boolean;
}

export interface Volume {
  readonly name: string;
  readonly hostPath?: { readonly path: string; readonly type?: string };
  readonly configMap?: { readonly name: string };
  readonly emptyDir?: object;
  readonly projected?: object;
}

interface DaemonSet {
  readonly spec: { readonly template: { readonly metadata: object; readonly spec: object } };
}

const pods = '/api/v1/namespaces/node-check/pods';

/** As the DaemonSet's controller makes one, and as the API server completes it. */
export async function createPod(
  { api }: ControlPlane,
  node: NodeName,
  name = `node-check-${node}`,
): Promise<Pod> {
  const { spec } = await api.get<DaemonSet>(
    '/apis/apps/v1/namespaces/node-check/daemonsets/node-check',
  );
  const { template } = spec;
  return api.send({
    method: 'POST',
    path: pods,
    body: {
      metadata: { ...template.metadata, name },
      spec: { ...template.spec, nodeName: node },
    },
  });
}

/** Where the kubelet asks whether the pod is alive and ready. */
export const probedUrls = ({ spec }: Pod, podAddress: string): readonly string[] => {
  const [{ livenessProbe, readinessProbe }] = spec.containers;
  return [livenessProbe, readinessProbe].map(
    ({ httpGet: { host = podAddress, port, path } }) => `http://${host}:${port}${path}`,
  );
};

/** The token that the kubelet fetches for a pod: it names the pod's node. */
export async function podToken({ api }: ControlPlane, { metadata }: Pod): Promise<string> {
  const { name, namespace, uid } = metadata;
  const { status } = await api.send<{ readonly status: { readonly token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/node-check/token`,
    body: { spec: { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid } } },
  });
  return status.token;
}
