import type { SignalKeys } from '../../domain/heat/handle.ts';
import type { SignalStatus } from '../../domain/heat/policy.ts';

/** What Heat is to be told; the same id again takes the place of what it was told before. */
export interface Signal {
  readonly status: SignalStatus;
  /** Never empty: what fails without a reason cannot be told apart, and null breaks Heat's own code. */
  readonly reason: string;
  readonly id: string;
  /** Anything that can be JSON. */
  readonly data: unknown;
}

/**
 * Exactly these four fields: with one more, or one in other letters, Heat answers 200 and drops them
 * all. The first byte is "{": before anything else the body counts for none, which is SUCCESS.
 */
export const signalBody = ({ status, reason, id, data }: Signal, keys: SignalKeys): string =>
  JSON.stringify(
    keys === 'lower-case'
      ? { status, reason, data, id }
      : { Status: status, Reason: reason, Data: data, UniqueId: id },
  );
