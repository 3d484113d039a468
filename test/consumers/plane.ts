import type { ControlPlane } from '../cluster/control-plane.ts';
import type { NodeCondition } from '../cluster/objects.ts';

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
