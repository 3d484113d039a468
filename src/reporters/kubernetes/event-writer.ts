import type { ApiAnswer, ApiRequest, KubernetesClient } from '../../clients/kubernetes.ts';
import type { Clock } from '../../domain/clock.ts';
import type { Logger } from '../../domain/logger.ts';
import type { Standing } from '../../domain/standing.ts';
import type { StateStore } from '../../domain/state-store.ts';
import type { Deliveries } from '../deliveries.ts';
import type { Pace } from './condition-writer.ts';
import {
  type EventSubject,
  eventName,
  newEvent,
  type Occurrence,
  repeatedEvent,
} from './events.ts';
import { failureOf } from './failure.ts';
import { createLane } from './lane.ts';
import {
  nextOccurrence,
  type ReportedEvents,
  reportedEventsPiece,
  withReported,
} from './reported-events.ts';
import type { TokenBucket } from './token-bucket.ts';

/** Tells each transition once, as an Event. */
export interface EventWriter {
  /** What earlier processes have told; before anything else. */
  load(): Promise<void>;
  /** In place of what stood before. */
  take(standing: Standing): void;
  /** Milliseconds until there is something to send; Infinity when there is nothing. */
  waitMs(pace: Pace, subject: EventSubject): number;
  /** Sends the next one, once. */
  deliver(subject: EventSubject, signal: AbortSignal): Promise<void>;
  forgive(): void;
  deliveries(): Deliveries;
}

export interface EventWriterOptions {
  readonly client: KubernetesClient;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly bucket: TokenBucket;
  readonly store: StateStore;
}

/** Tokens that Events leave to the conditions. */
const reserve = 2;

export function createEventWriter(options: EventWriterOptions): EventWriter {
  const { client, clock, logger, random, bucket, store } = options;
  const lane = createLane({ what: 'events', clock, logger, random });
  let reported: ReportedEvents = {};
  let isLoaded = false;
  let transitions: Standing['transitions'] = [];

  const next = (subject: EventSubject) =>
    nextOccurrence(transitions, reported, { subject, now: clock.now() });

  const ask = (request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> => {
    bucket.take();
    return client.request({ ...request, signal });
  };

  /** Whether nothing is left to do: what is never accepted must not keep the others waiting. */
  const isSettledBy = (answer: ApiAnswer): boolean => {
    if (answer.kind === 'ok') {
      lane.succeeded();
      return true;
    }
    const failure = failureOf(answer);
    lane.failed(failure);
    return failure.kind === 'invalid';
  };

  return {
    async load() {
      if (isLoaded) return;
      reported = (await store.load(reportedEventsPiece)) ?? {};
      isLoaded = true;
    },

    take(standing) {
      transitions = standing.transitions;
    },

    waitMs(pace, subject) {
      if (next(subject) === undefined) return Infinity;
      return Math.max(lane.waitMs(), pace === 'hurried' ? 0 : bucket.waitMs(reserve));
    },

    async deliver(subject, signal) {
      const occurrence = next(subject);
      if (occurrence === undefined) return;
      const { first, second, secondAfter } = attemptsFor(subject, occurrence);
      const heard = await ask(first, signal);
      const answer = isRefused(heard, secondAfter) ? await ask(second, signal) : heard;
      if (signal.aborted && answer.kind !== 'ok') return;
      if (!isSettledBy(answer)) return;
      const name = eventName(subject, occurrence.transition);
      reported = withReported(reported, name, { occurrence, now: clock.now() });
      await store.save(reportedEventsPiece, reported);
    },

    forgive: lane.forgive,
    deliveries: lane.deliveries,
  };
}

/** The second where the server has forgotten the Event, or where the answer to the first was lost. */
function attemptsFor(subject: EventSubject, occurrence: Occurrence) {
  const make = newEvent(subject, occurrence);
  const repeat = repeatedEvent(subject, occurrence);
  return occurrence.isRepeat
    ? { first: repeat, second: make, secondAfter: 404 }
    : { first: make, second: repeat, secondAfter: 409 };
}

const isRefused = (answer: ApiAnswer, status: number): boolean =>
  answer.kind === 'refused' && answer.status === status;
