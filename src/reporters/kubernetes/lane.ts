import type { Clock } from '../../domain/clock.ts';
import type { Logger } from '../../domain/logger.ts';
import {
  type Deliveries,
  type FailureKind,
  noDeliveries,
  withFailure,
  withSuccess,
} from '../deliveries.ts';
import { backoffMs } from './backoff.ts';
import type { Failure } from './failure.ts';

/** Deliveries of one sort: when the next attempt may be made, and what people must know of it. */
export interface Lane {
  waitMs(): number;
  succeeded(): void;
  failed(failure: Failure): void;
  /** Forgets our own backoff, but not how long the server asked to be left alone. */
  forgive(): void;
  deliveries(): Deliveries;
}

export interface LaneOptions {
  /** What is delivered, for the log. */
  readonly what: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** How failures of a kind are met: the first backoff, and what is said of them. */
interface Meaning {
  readonly firstMs: number;
  readonly level: 'warn' | 'error';
  readonly message: string;
}

const passing = { firstMs: 2_000, level: 'warn' } as const;
/** Somebody has to do something first: asking more often does not help. */
const lasting = { firstMs: 120_000, level: 'error' } as const;

const meanings: Readonly<Record<FailureKind, Meaning>> = {
  unreachable: { ...passing, message: 'the Kubernetes API cannot be reached; retrying' },
  credentials: {
    ...passing,
    level: 'error',
    message: 'the Kubernetes API does not take our credentials, which were read anew; retrying',
  },
  forbidden: { ...lasting, message: 'a right is missing at the Kubernetes API; retrying slowly' },
  notFound: { ...passing, message: 'the Kubernetes API does not know this node; retrying' },
  conflict: { ...passing, message: 'the Kubernetes API reports a conflict; retrying' },
  throttled: { ...passing, message: 'the Kubernetes API has too many requests; retrying' },
  server: { ...passing, message: 'the Kubernetes API has an internal problem; retrying' },
  invalid: { ...lasting, message: 'the Kubernetes API does not accept what we send' },
};

/** A server that asks for more is not believed. */
const longestRetryAfterMs = 3_600_000;

export function createLane({ what, clock, logger, random }: LaneOptions): Lane {
  let deliveries = noDeliveries;
  /** Kinds that were logged since the last success. */
  const said = new Set<FailureKind>();
  let failures = 0;
  let failingSince = 0;
  let backoffUntil = 0;
  let askedUntil = 0;

  return {
    waitMs: () => Math.max(0, backoffUntil - clock.elapsed(), askedUntil - clock.elapsed()),

    succeeded() {
      if (deliveries.failing !== undefined) {
        const afterMs = Math.round(clock.elapsed() - failingSince);
        logger.info({ what, afterMs }, 'deliveries to the Kubernetes API work again');
      }
      deliveries = withSuccess(deliveries, clock.now());
      said.clear();
      failures = 0;
    },

    failed({ kind, detail, retryAfterMs = 0 }) {
      const { firstMs, level, message } = meanings[kind];
      const now = clock.elapsed();
      if (deliveries.failing === undefined) failingSince = now;
      if (!said.has(kind)) logger[level]({ what, detail }, message);
      said.add(kind);
      deliveries = withFailure(deliveries, kind);
      failures += 1;
      askedUntil = now + Math.min(retryAfterMs, longestRetryAfterMs);
      backoffUntil = askedUntil + backoffMs(failures, { firstMs, random });
    },

    forgive() {
      failures = 0;
      backoffUntil = 0;
    },

    deliveries: () => deliveries,
  };
}
