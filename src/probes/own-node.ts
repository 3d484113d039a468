import type { KubernetesClient } from '../clients/kubernetes.ts';
import type { AccessSource } from '../clients/kubernetes-access.ts';
import { getNode, type NodeAnswer } from '../clients/kubernetes-node.ts';
import type { OwnNode } from '../domain/own-node.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { type Limits, noAnswer, within } from './within.ts';

export interface OwnNodeSource {
  readonly access: AccessSource;
  readonly client: KubernetesClient;
  /** This node's name in Kubernetes. */
  name(): Promise<string>;
  readonly limits: Limits;
}

/** Asks the API server once; undefined without credentials. */
export async function ownNode({
  access,
  client,
  name,
  limits,
}: OwnNodeSource): Promise<OwnNode | undefined> {
  const late: NodeAnswer = { kind: 'unreachable', detail: noAnswer(limits).detail };
  const answer = await within<NodeAnswer | undefined>({ ...limits, late }, async (done) => {
    const { kind } = await access.find();
    return kind === 'none' ? undefined : getNode(client, await name(), done);
  });
  switch (answer?.kind) {
    case undefined:
      return undefined;
    case 'ok':
      return answer.node;
    case 'refused':
      throw new ProbeError(
        [401, 403].includes(answer.status) ? 'NotPermitted' : 'ToolFailed',
        `the API server does not tell of this node: ${answer.status} ${answer.message}`,
      );
    case 'unreachable':
      throw new ProbeError('ToolFailed', `the API server does not answer: ${answer.detail}`);
  }
}
