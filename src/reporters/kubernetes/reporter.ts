import type { KubernetesClient } from '../../clients/kubernetes.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Logger } from '../../domain/logger.ts';
import type { OwnNode } from '../../domain/own-node.ts';
import type { Reporter } from '../../domain/standing.ts';
import type { StateStore } from '../../domain/state-store.ts';
import type { Deliveries } from '../deliveries.ts';
import { type Pause, pauseFor } from '../pause.ts';
import { createConditionWriter, type Pace } from './condition-writer.ts';
import { createEventWriter } from './event-writer.ts';
import { createTokenBucket } from './token-bucket.ts';

/** After a flush it rests until the next report. */
export interface KubernetesReporter extends Reporter {
  /** What was written since the start, and what failed. */
  deliveries(): { readonly conditions: Deliveries; readonly events: Deliveries };
  /** Somebody else wrote our conditions of this node when they were last read. */
  readonly rival: boolean;
}

export interface KubernetesReporterOptions {
  readonly client: KubernetesClient;
  readonly nodeName: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly store: StateStore;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** Is told this node's own object whenever the server has shown it. */
  onNode(node: OwnNode): void;
  readonly pause?: Pause;
}

/**
 * A fault that turns every type costs one PATCH and six Events: that fits into the burst, with the
 * tokens that Events leave to the next PATCH. Flapping costs 180 writes an hour at most.
 */
const burst = 10;
const refillMs = 20_000;

/** A pause that is longer than this outlives every flush. */
const longestPauseMs = 10_000;

/** Writes this node's conditions and their Events; what is newest is all that is ever kept waiting. */
export function createKubernetesReporter(options: KubernetesReporterOptions): KubernetesReporter {
  const { clock, pause = pauseFor } = options;
  const bucket = createTokenBucket({ capacity: burst, refillMs, clock });
  const conditions = createConditionWriter({ ...options, bucket });
  const events = createEventWriter({ ...options, bucket });
  let pace: Pace = 'steady';
  let running: Promise<void> | undefined;
  let requests = new AbortController();
  let rest = new AbortController();

  const soonest = () => {
    const { signal } = requests;
    const ofConditions = {
      waitMs: conditions.waitMs(pace),
      deliver: () => conditions.deliver(pace, signal),
    };
    // An Event follows the condition that it is about.
    const node = conditions.settledNode();
    if (node === undefined) return ofConditions;
    const waitMs = events.waitMs(pace, node);
    if (waitMs >= ofConditions.waitMs) return ofConditions;
    return { waitMs, deliver: () => events.deliver(node, signal) };
  };

  const run = async (): Promise<void> => {
    await events.load();
    while (!requests.signal.aborted) {
      const { waitMs, deliver } = soonest();
      if (waitMs <= 0) await deliver();
      else if (pace === 'hurried' && waitMs > longestPauseMs) break;
      else {
        rest = new AbortController();
        await pause(waitMs, rest.signal);
      }
    }
    running = undefined;
  };

  const goOn = (): void => {
    rest.abort();
    running ??= run();
  };

  return {
    report(standing) {
      conditions.take(standing);
      events.take(standing);
      goOn();
    },

    async flush(signal) {
      if (signal.aborted) return;
      const stop = () => {
        requests.abort();
        rest.abort();
      };
      signal.addEventListener('abort', stop, { once: true });
      pace = 'hurried';
      conditions.forgive();
      events.forgive();
      goOn();
      await running;
      signal.removeEventListener('abort', stop);
      pace = 'steady';
      requests = new AbortController();
    },

    deliveries: () => ({ conditions: conditions.deliveries(), events: events.deliveries() }),
    get rival() {
      return conditions.rival;
    },
  };
}
