import type { KubernetesClient } from '../../clients/kubernetes.ts';
import { parseNode } from '../../clients/kubernetes-node.ts';
import { conditionTypes } from '../../domain/conditions.ts';
import type { FailureKind } from '../deliveries.ts';
import { type Pause, pauseFor } from '../pause.ts';
import { backoffMs } from './backoff.ts';
import { conditionsPatch } from './conditions-patch.ts';
import { failureOf } from './failure.ts';

export type Removal =
  | { readonly kind: 'removed' }
  /** The server knows no node of this name. */
  | { readonly kind: 'noNode' }
  /** With what the server said, or what was heard instead. */
  | { readonly kind: 'failed'; readonly detail: string };

export interface RemovalOptions {
  readonly client: KubernetesClient;
  readonly nodeName: string;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly pause?: Pause;
}

/** Less than the 30 s that the packages give it. */
const limitMs = 25_000;
const passing: readonly FailureKind[] = ['unreachable', 'conflict', 'throttled', 'server'];

/** Takes all of our conditions away from this node, whoever wrote them; gives up after 25 s. */
export async function removeConditions(options: RemovalOptions): Promise<Removal> {
  const { pause = pauseFor } = options;
  const over = new AbortController();
  void pause(limitMs, over.signal).then(() => over.abort());
  const removal = await tryUntil(over.signal, { ...options, pause });
  over.abort();
  return removal;
}

async function tryUntil(
  signal: AbortSignal,
  { client, nodeName, random, pause }: Required<RemovalOptions>,
): Promise<Removal> {
  const patch = conditionsPatch(nodeName, { conditions: [], withdrawn: conditionTypes });
  let heard = '';
  for (let failures = 1; !signal.aborted; failures += 1) {
    const answer = await client.request({ ...patch, signal });
    if (answer.kind === 'ok' && parseNode(answer.body) !== undefined) return { kind: 'removed' };
    const { kind, detail, retryAfterMs = 0 } = failureOf(answer);
    if (kind === 'notFound') return { kind: 'noNode' };
    if (!passing.includes(kind)) return { kind: 'failed', detail };
    heard = detail;
    await pause(retryAfterMs + backoffMs(failures, { firstMs: 2_000, random }), signal);
  }
  return { kind: 'failed', detail: heard };
}
