import type { Clock } from '../../domain/clock.ts';
import type { Handle, SignalKeys } from '../../domain/heat/handle.ts';
import type { SignalStatus } from '../../domain/heat/policy.ts';
import type { Logger } from '../../domain/logger.ts';
import type { StateStore } from '../../domain/state-store.ts';
import { type Deliveries, noDeliveries, withFailure, withSuccess } from '../deliveries.ts';
import { judgeAnswer, type Outcome } from './judge-answer.ts';
import { type OpenWeb, sendSignal } from './send-signal.ts';
import { nameOfHandle, type SentSignal, sentSignals, withSignal } from './sent-signals.ts';

/** How requests leave this node. */
export interface HeatWay {
  readonly open: OpenWeb;
  /** The proxy for a URL; undefined: none. */
  proxyFor(url: URL): string | undefined;
  /** A file with authorities on the node, beside those of the system; undefined: none. */
  readonly caFile: string | undefined;
  /** No certificate is checked. */
  readonly insecure: boolean;
}

export interface DeliveryOptions {
  readonly way: HeatWay;
  readonly store: StateStore;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly logger: Logger;
}

/** What is to be told, by what is decided now. */
export interface Telling {
  readonly status: SignalStatus;
  readonly reason: string;
  readonly id: string;
  readonly data: unknown;
}

/** What one handle is told. */
export interface Delivery {
  /** What Heat was told, or may have been: from then on nothing else may be said. */
  readonly said: SentSignal | undefined;
  /** Heat has refused it so often that it is not asked any more. */
  readonly isRefused: boolean;
  /** The same is to be sent once more, in case that the answered one was lost. */
  readonly isToBeRepeated: boolean;
  /** Of this process; a repetition that fails is no matter. */
  readonly deliveries: Deliveries;
  /** Until the next attempt may be made. */
  waitMs(): number;
  /** Makes the next attempt possible at once. */
  hurry(): void;
  /** One attempt; it ends with the signal. */
  attempt(telling: Telling, signal: AbortSignal): Promise<void>;
}

/** A signed URL is answered once Heat's engine is done, which may take it a minute. */
const attemptMs = 65_000;
const firstPauseMs = { failed: 2_000, refused: 30_000 };
const mostPauseMs = 60_000;
const mostRetryAfterMs = 300_000;
/** Keystone may be mistaken for a while. */
const mostRefusals = 3;
const repeatAfterMs = 120_000;

export async function createDelivery(handle: Handle, options: DeliveryOptions): Promise<Delivery> {
  const { way, store, clock, random, logger } = options;
  const name = nameOfHandle(handle);
  const url = new URL(handle.url.reveal());
  const to = url.origin;
  let sent = (await store.load(sentSignals)) ?? [];
  let said = sent.find((each) => each.handle === name);
  /** An attempt was not answered, or belongs to an earlier process. */
  let isInDoubt = said !== undefined;
  let notBefore = said?.isTaken === true ? clock.elapsed() + repeatAfterMs : 0;
  let failures = 0;
  let refusals = 0;
  /** How often the form of the body may have been the wrong one. */
  let misfits = 0;
  let problem: string | undefined;
  let deliveries = noDeliveries;

  const remember = async (signal: SentSignal | undefined): Promise<void> => {
    if (said === signal) return;
    said = signal;
    sent = withSignal(sent, name, signal);
    await store.save(sentSignals, sent);
  };

  const taken = async (signal: SentSignal): Promise<void> => {
    const { status, reason, isTaken } = signal;
    logger.info({ to, status, reason }, isTaken ? 'Heat was told once more' : 'Heat was told');
    deliveries = withSuccess(deliveries, clock.now());
    notBefore = clock.elapsed() + repeatAfterMs;
    await remember({ ...signal, isTaken: true, isRepeated: isTaken });
  };

  const notTaken = async (outcome: Exclude<Outcome, { kind: 'taken' }>): Promise<void> => {
    deliveries = withFailure(deliveries, outcome.failure);
    failures += 1;
    refusals = outcome.kind === 'refused' ? refusals + 1 : 0;
    const longest = Math.min(mostPauseMs, firstPauseMs[outcome.kind] * 2 ** (failures - 1));
    // Half of it is chance, so that the nodes of a stack do not come back as one.
    const pauseMs = (longest * (1 + random())) / 2;
    const retryInMs = Math.max(pauseMs, Math.min(outcome.retryAfterMs ?? 0, mostRetryAfterMs));
    notBefore = clock.elapsed() + retryInMs;
    say(outcome, Math.round(retryInMs));
    isInDoubt ||= outcome.isInDoubt;
    if (!isInDoubt) await remember(undefined);
  };

  /** Each problem once, until there is another one. */
  const say = (outcome: Exclude<Outcome, { kind: 'taken' }>, retryInMs: number): void => {
    if (refusals === mostRefusals)
      logger.error({ to, problem: outcome.problem }, 'this node cannot report to Heat; giving up');
    else if (outcome.problem !== problem) {
      const fields = { to, problem: outcome.problem, retryInMs };
      if (outcome.kind === 'refused') logger.error(fields, 'Heat refuses the signal; retrying');
      else logger.warn(fields, 'Heat could not be told; retrying');
    }
    problem = outcome.problem;
  };

  return {
    get said() {
      return said;
    },
    get isRefused() {
      return refusals >= mostRefusals;
    },
    get isToBeRepeated() {
      return handle.kind === 'token' && said?.isTaken === true && !said.isRepeated;
    },
    get deliveries() {
      return deliveries;
    },
    waitMs: () => Math.max(0, notBefore - clock.elapsed()),
    hurry() {
      notBefore = 0;
    },
    async attempt({ data, ...telling }, signal) {
      const next = said ?? { ...telling, handle: name, isTaken: false, isRepeated: false };
      const keys = keysOf(handle, misfits);
      const answer = await sendSignal(
        handle,
        { signal: { ...next, data }, keys },
        {
          ...way,
          proxy: way.proxyFor(url),
          timeoutMs: attemptMs,
          signal,
          beforeSending: () => remember(next),
        },
      );
      if (answer.kind === 'answer' && answer.status === 500) misfits += 1;
      const outcome = judgeAnswer(answer, handle.kind);
      if (outcome.kind === 'taken') await taken(next);
      else if (next.isTaken) await remember({ ...next, isRepeated: true });
      else await notTaken(outcome);
    },
  };
}

const keysOf = (handle: Handle, misfits: number): SignalKeys => {
  if (handle.kind === 'token') return 'lower-case';
  const [first, second = first] = handle.keys;
  return misfits % 2 === 0 ? first : second;
};
