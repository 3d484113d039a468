import { conditionTypes } from '../../src/domain/conditions.ts';
import { nodeCheckCommand } from '../lab/node-check.ts';
import type { NodeName } from '../lab/shape.ts';
import { type AuditedRequest, auditedRequests } from './audit.ts';
import type { Cluster } from './cluster.ts';
import type { ControlPlane } from './control-plane.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { type NodeCondition, readNode } from './objects.ts';
import { until } from './until.ts';

export interface AgentOptions {
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** In place of the built program: a command that runs it. */
  readonly command?: readonly string[];
}

/** The built node-check as its users' daemon, which tells the cluster. */
export function startAgent(
  { lab }: Cluster,
  node: NodeName,
  { flags = [], environment = {}, command = nodeCheckCommand() }: AgentOptions = {},
): Promise<Daemon> {
  const [program = '', ...args] = [...command, ...told, ...flags];
  return startDaemon(lab.pids[node], [program, ...args], environment);
}

const told = ['--report=kubernetes', '--log-level=info'] as const;

type Wanted = Pick<NodeCondition, 'type' | 'status' | 'reason'>;

/** A condition as the server has it, once it is as wanted. */
export const untilCondition = (
  plane: ControlPlane,
  node: string,
  wanted: Wanted,
  deadlineMs?: number,
): Promise<NodeCondition> =>
  until(
    `${wanted.type} of ${node} to be ${wanted.status} ${wanted.reason}`,
    async () => {
      const found = await conditionOf(plane, node, wanted.type);
      return found?.status === wanted.status && found.reason === wanted.reason && found;
    },
    deadlineMs,
  );

export const conditionOf = async (
  plane: ControlPlane,
  node: string,
  type: string,
): Promise<NodeCondition | undefined> =>
  (await readNode(plane, node)).status.conditions.find((condition) => condition.type === type);

const isOurs = ({ type }: NodeCondition): boolean => conditionTypes.some((own) => own === type);

/** A Node's conditions: ours, and everybody else's. */
export async function conditionsOf(
  plane: ControlPlane,
  node: string,
): Promise<Record<'ours' | 'others', readonly NodeCondition[]>> {
  const { conditions } = (await readNode(plane, node)).status;
  return {
    ours: conditions.filter(isOurs),
    others: conditions.filter((condition) => !isOurs(condition)),
  };
}

/** What node-check has asked about that Node, since that time if one is given. */
export const requestsOf = (
  plane: ControlPlane,
  node: string,
  since?: string,
): readonly AuditedRequest[] =>
  auditedRequests(plane, since).filter(
    ({ userAgent, uri }) =>
      userAgent.startsWith('node-check') && new RegExp(`^/api/v1/nodes/${node}\\b`).test(uri),
  );

export interface SentPatch extends AuditedRequest {
  readonly conditions: readonly NodeCondition[];
}

/** Its conditions, one PATCH after the other, as the server has received them. */
export const patchesOf = (
  plane: ControlPlane,
  node: string,
  since?: string,
): readonly SentPatch[] =>
  requestsOf(plane, node, since)
    .filter(({ verb }) => verb === 'patch')
    .map((request) => ({ ...request, conditions: conditionsIn(request.body) }));

interface StatusBody {
  readonly status?: { readonly conditions?: readonly NodeCondition[] };
}

function conditionsIn(body: unknown): readonly NodeCondition[] {
  const { status }: StatusBody = typeof body === 'object' && body !== null ? body : {};
  return status?.conditions ?? [];
}

export interface NodeEvent {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly involvedObject: { readonly uid: string };
}

export const eventsOf = async (plane: ControlPlane, node: string): Promise<readonly NodeEvent[]> =>
  (
    await plane.api.get<{ readonly items: readonly NodeEvent[] }>(
      `/api/v1/namespaces/default/events?fieldSelector=involvedObject.kind=Node,involvedObject.name=${node},source=node-check`,
    )
  ).items;
