import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileOn, folder } from './certificates.ts';
import { type ControlPlane, issuer } from './control-plane.ts';

export interface NodeCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastHeartbeatTime?: string;
  readonly lastTransitionTime?: string;
}

export interface NodeObject {
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly podCIDR?: string };
  readonly status: { readonly conditions: readonly NodeCondition[] };
}

export const readNode = (plane: ControlPlane, name: string): Promise<NodeObject> =>
  plane.api.get(`/api/v1/nodes/${name}`);

/** As a kubelet registers it, with the subnet and the conditions that others give it. */
export async function createNode(
  plane: ControlPlane,
  name: string,
  { address, podCidr }: { readonly address: string; readonly podCidr: string },
): Promise<void> {
  const as = { user: `system:node:${name}`, groups: ['system:nodes'] };
  await plane.api.send({
    method: 'POST',
    path: '/api/v1/nodes',
    as,
    body: {
      metadata: {
        name,
        labels: { 'kubernetes.io/hostname': name },
        // flanneld panics at a Node without any annotation; a kubelet always writes this one.
        annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' },
      },
      spec: { podCIDR: podCidr, podCIDRs: [podCidr] },
    },
  });
  await plane.api.send({
    method: 'PATCH',
    path: `/api/v1/nodes/${name}/status`,
    as,
    body: {
      status: {
        addresses: [{ type: 'InternalIP', address }],
        conditions: [
          kubeletCondition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
          kubeletCondition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
          kubeletCondition('Ready', 'True', 'KubeletReady'),
        ],
      },
    },
  });
}

function kubeletCondition(type: string, status: string, reason: string): NodeCondition {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const message = 'as the kubelet says';
  return { type, status, reason, message, lastHeartbeatTime: now, lastTransitionTime: now };
}

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** In a namespace of the same name, with a ClusterRole of these rules. */
export async function createServiceAccount(
  { api }: ControlPlane,
  name: string,
  rules: readonly PolicyRule[],
): Promise<ServiceAccount> {
  const create = <Body>(path: string, body: unknown) =>
    api.send<Body>({ method: 'POST', path, body });
  await create('/api/v1/namespaces', { metadata: { name } });
  const { metadata } = await create<{ readonly metadata: { readonly uid: string } }>(
    `/api/v1/namespaces/${name}/serviceaccounts`,
    { metadata: { name } },
  );
  const authorization = '/apis/rbac.authorization.k8s.io/v1';
  await create(`${authorization}/clusterroles`, { metadata: { name }, rules });
  await create(`${authorization}/clusterrolebindings`, {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace: name }],
  });
  return { namespace: name, name, uid: metadata.uid };
}

/** The API server issues none that lives less than ten minutes; those are signed here with its key. */
export async function issueToken(
  plane: ControlPlane,
  account: ServiceAccount,
  { seconds }: { readonly seconds: number },
): Promise<string> {
  if (seconds < 600) return signToken(plane, account, seconds);
  const { namespace, name } = account;
  const { status } = await plane.api.send<{ readonly status: { readonly token: string } }>({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
    body: { spec: { expirationSeconds: seconds } },
  });
  return status.token;
}

function signToken(plane: ControlPlane, account: ServiceAccount, seconds: number): string {
  const { namespace, name, uid } = account;
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = {
    ...{ aud: [issuer], iss: issuer, iat: now, nbf: now, exp: now + seconds },
    sub: `system:serviceaccount:${namespace}:${name}`,
    'kubernetes.io': { namespace, serviceaccount: { name, uid } },
  };
  const unsigned = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode(claims)}`;
  const key = readFileSync(fileOn(plane.pid, `${folder}/service-account.key`), 'utf8');
  const signature = sign('sha256', Buffer.from(unsigned), { key, dsaEncoding: 'ieee-p1363' });
  return `${unsigned}.${signature.toString('base64url')}`;
}
