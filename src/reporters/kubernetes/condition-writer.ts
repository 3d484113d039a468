import type { KubernetesClient } from '../../clients/kubernetes.ts';
import { getNode, type KubernetesNode, parseNode } from '../../clients/kubernetes-node.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Logger } from '../../domain/logger.ts';
import type { OwnNode } from '../../domain/own-node.ts';
import type { Standing } from '../../domain/standing.ts';
import type { Deliveries } from '../deliveries.ts';
import { conditionsPatch } from './conditions-patch.ts';
import { failureOf } from './failure.ts';
import { createLane } from './lane.ts';
import { createSentConditions } from './sent-conditions.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Hurried: what stands is delivered before the process ends, without heartbeats and reads. */
export type Pace = 'steady' | 'hurried';

export interface ConditionWriter {
  /** In place of what stood before. */
  take(standing: Standing): void;
  /** Milliseconds until there is something to send; Infinity when there is nothing. */
  waitMs(pace: Pace): number;
  /** Sends what stands now, once. */
  deliver(pace: Pace, signal: AbortSignal): Promise<void>;
  /** This node's own object as last seen, while the server holds what stands. */
  settledNode(): OwnNode | undefined;
  forgive(): void;
  readonly rival: boolean;
  deliveries(): Deliveries;
}

export interface ConditionWriterOptions {
  readonly client: KubernetesClient;
  readonly nodeName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly bucket: TokenBucket;
  onNode(node: OwnNode): void;
}

const heartbeatMs = 300_000;
/** Up to this share is added to it by chance, so that a fleet that was started as one drifts apart. */
const heartbeatJitter = 0.2;

export function createConditionWriter(options: ConditionWriterOptions): ConditionWriter {
  const { client, nodeName, clock, logger, random, bucket, onNode } = options;
  const lane = createLane({ what: 'conditions', clock, logger, random });
  const reading = createLane({ what: 'own node', clock, logger, random });
  const sent = createSentConditions();
  let newest: Standing | undefined;
  let acknowledged: string | undefined;
  let heartbeatAt = clock.elapsed();
  let isRead = false;
  let node: OwnNode | undefined;
  let rival = false;

  const isChanged = (): boolean => newest !== undefined && keyOf(newest) !== acknowledged;
  const isHeartbeatDue = (): boolean => clock.elapsed() >= heartbeatAt;

  const learn = (seen: OwnNode): void => {
    node = seen;
    onNode(seen);
  };

  const lookForRival = (stored: KubernetesNode['conditions']): void => {
    const types = sent.overwritten(stored);
    const wasThere = rival;
    rival = types.length > 0;
    if (rival && !wasThere)
      logger.error(
        { node: nodeName, types },
        'somebody else writes our conditions of this node: let only one node-check report it',
      );
    if (!rival && wasThere)
      logger.info({ node: nodeName }, 'nobody else writes our conditions of this node any more');
  };

  /** Whether there is a point in writing. Who may not read is shown the Node by the answer to that. */
  const read = async (signal: AbortSignal): Promise<boolean> => {
    const answer = await getNode(client, nodeName, signal);
    if (answer.kind === 'ok') {
      reading.succeeded();
      lookForRival(answer.conditions);
      learn(answer.node);
    } else {
      if (signal.aborted) return false;
      const failure = failureOf(answer);
      if (failure.kind !== 'forbidden') {
        lane.failed(failure);
        return false;
      }
      reading.failed(failure);
    }
    isRead = true;
    return true;
  };

  const write = async (standing: Standing, signal: AbortSignal): Promise<void> => {
    bucket.take();
    sent.remember(standing.conditions);
    const answer = await client.request({ ...conditionsPatch(nodeName, standing), signal });
    const seen = answer.kind === 'ok' ? parseNode(answer.body) : undefined;
    if (seen === undefined) {
      if (!signal.aborted) lane.failed(failureOf(answer));
      return;
    }
    acknowledged = keyOf(standing);
    heartbeatAt = clock.elapsed() + heartbeatMs * (1 + heartbeatJitter * random());
    isRead = false;
    lane.succeeded();
    learn(seen.node);
  };

  return {
    take(standing) {
      newest = standing;
    },

    waitMs(pace) {
      if (pace === 'hurried') return isChanged() ? lane.waitMs() : Infinity;
      if (newest === undefined) return Infinity;
      const dueInMs = isChanged() ? 0 : heartbeatAt - clock.elapsed();
      return Math.max(dueInMs, lane.waitMs(), bucket.waitMs(0));
    },

    async deliver(pace, signal) {
      const isReadFirst = pace === 'steady' && isHeartbeatDue() && !isRead;
      if (isReadFirst && !(await read(signal))) return;
      if (newest !== undefined) await write(newest, signal);
    },

    settledNode: () => (isChanged() || isHeartbeatDue() ? undefined : node),
    forgive: lane.forgive,
    get rival() {
      return rival;
    },
    deliveries: lane.deliveries,
  };
}

/** Changes with what is sent at once; messages and the times of evidence wait for the heartbeat. */
const keyOf = ({ conditions, withdrawn }: Standing): string =>
  JSON.stringify([
    conditions.map(({ type, status, reason, transitionAt }) => [
      type,
      status,
      reason,
      transitionAt,
    ]),
    withdrawn,
  ]);
