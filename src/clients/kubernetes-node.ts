import { conditionTypes } from '../domain/conditions.ts';
import type { OwnNode } from '../domain/own-node.ts';
import type { Condition } from '../domain/report.ts';
import type { StoredCondition } from '../domain/server-conditions.ts';
import { type Fields, fieldsOf, listOf, textOf } from './kubernetes/fields.ts';
import type { ApiAnswer, KubernetesClient } from './kubernetes.ts';

/** What is used of a Node object. */
export interface KubernetesNode {
  readonly node: OwnNode;
  readonly conditions: readonly StoredCondition[];
}

export type NodeAnswer =
  | ({ readonly kind: 'ok' } & KubernetesNode)
  | Exclude<ApiAnswer, { readonly kind: 'ok' }>;

export const nodePath = (name: string): string => `/api/v1/nodes/${encodeURIComponent(name)}`;

/** Asks for a node's own object. Never rejects. */
export async function getNode(
  client: KubernetesClient,
  name: string,
  signal?: AbortSignal,
): Promise<NodeAnswer> {
  const answer = await client.request({
    method: 'GET',
    path: nodePath(name),
    ...(signal && { signal }),
  });
  if (answer.kind !== 'ok') return answer;
  const node = parseNode(answer.body);
  return node === undefined
    ? { kind: 'unreachable', detail: `${client.server} answered with something that is no Node` }
    : { kind: 'ok', ...node };
}

/** Undefined for what is no Node; the answer to a PATCH of its status is one too. */
export function parseNode(body: unknown): KubernetesNode | undefined {
  const { metadata, spec, status } = fieldsOf(body);
  const { name, uid, annotations } = fieldsOf(metadata);
  if (typeof name !== 'string' || typeof uid !== 'string') return undefined;
  return {
    node: {
      name,
      uid,
      podCidrs: podCidrsOf(fieldsOf(spec)),
      flannel: flannelOf(fieldsOf(annotations)),
    },
    conditions: listOf(fieldsOf(status)['conditions']).flatMap(storedCondition),
  };
}

/** Before 1.16 there was no list. */
function podCidrsOf({ podCIDR, podCIDRs }: Fields): readonly string[] {
  const cidrs = listOf(podCIDRs).flatMap((cidr) => textOf(cidr) ?? []);
  return cidrs.length > 0 ? cidrs : [textOf(podCIDR) ?? ''].filter((cidr) => cidr !== '');
}

const flannelPrefix = 'flannel.alpha.coreos.com/';

const flannelOf = (annotations: Fields): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(annotations).flatMap(([key, value]) =>
      key.startsWith(flannelPrefix) && typeof value === 'string'
        ? [[key.slice(flannelPrefix.length), value]]
        : [],
    ),
  );

const statuses: readonly Condition['status'][] = ['True', 'False', 'Unknown'];

/** The server keeps whatever anybody writes: what cannot be ours counts as not there. */
function storedCondition(value: unknown): readonly StoredCondition[] {
  const fields = fieldsOf(value);
  const type = conditionTypes.find((known) => known === fields['type']);
  const status = statuses.find((known) => known === fields['status']);
  if (type === undefined || status === undefined) return [];
  return [
    {
      type,
      status,
      reason: textOf(fields['reason']) ?? '',
      message: textOf(fields['message']) ?? '',
      transitionAt: timeOf(fields['lastTransitionTime']),
      heartbeatAt: timeOf(fields['lastHeartbeatTime']),
    },
  ];
}

function timeOf(value: unknown): number | undefined {
  const time = Date.parse(textOf(value) ?? '');
  return Number.isNaN(time) ? undefined : time;
}
