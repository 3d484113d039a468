import type { ApiRequest } from '../../clients/kubernetes.ts';
import { nodePath } from '../../clients/kubernetes-node.ts';
import type { ConditionType } from '../../domain/check.ts';
import type { Standing, StandingCondition } from '../../domain/standing.ts';
import { oneLine } from './one-line.ts';
import { rfc3339 } from './rfc3339.ts';

/** Keeps what is not named; a merge patch would wipe the kubelet's conditions. */
export const strategicMerge = 'application/strategic-merge-patch+json';

/** Writes these conditions, and takes the withdrawn ones away; no others are touched. */
export const conditionsPatch = (
  nodeName: string,
  { conditions, withdrawn }: Pick<Standing, 'conditions' | 'withdrawn'>,
): ApiRequest => ({
  method: 'PATCH',
  path: `${nodePath(nodeName)}/status`,
  contentType: strategicMerge,
  body: { status: { conditions: [...conditions.map(written), ...withdrawn.map(deleted)] } },
});

/** All fields: one that is left out keeps its old value, and null erases a time. */
const written = (condition: StandingCondition) => ({
  type: condition.type,
  status: condition.status,
  reason: condition.reason,
  message: oneLine(condition.message),
  lastHeartbeatTime: rfc3339(condition.evidenceAt),
  lastTransitionTime: rfc3339(condition.transitionAt),
});

const deleted = (type: ConditionType) => ({ $patch: 'delete', type });
