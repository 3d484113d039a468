import { folder } from '../cluster/certificates.ts';
import { apiUrl, type ControlPlane } from '../cluster/control-plane.ts';
import { kubeconfigFor, writeFiles } from '../cluster/kubeconfig.ts';
import type { NodeCondition } from '../cluster/objects.ts';

/** Of an administrator who works where the API server runs. Returns its path there. */
export async function writeKubeconfig(plane: ControlPlane): Promise<string> {
  const file = `${folder}/consumer.conf`;
  const config = await kubeconfigFor(plane, 'consumer', ['system:masters']);
  writeFiles(plane.pid, { [file]: config.replace(apiUrl, 'https://127.0.0.1:6443') });
  return file;
}

export async function createNode(
  plane: ControlPlane,
  name: string,
  conditions: readonly NodeCondition[],
): Promise<void> {
  await plane.api.send({ method: 'POST', path: '/api/v1/nodes', body: { metadata: { name } } });
  await setConditions(plane, name, conditions);
}

/** Others stay as they are. */
export const setConditions = (
  { api }: ControlPlane,
  name: string,
  conditions: readonly (NodeCondition | { readonly $patch: 'delete'; readonly type: string })[],
): Promise<unknown> =>
  api.send({
    method: 'PATCH',
    path: `/api/v1/nodes/${name}/status`,
    body: { status: { conditions } },
  });
