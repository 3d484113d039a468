import type { SharedReason } from './shared-reasons.ts';

/** A question that could not be answered, with the reason under which it is reported. */
export class ProbeError extends Error {
  readonly reason: SharedReason;

  constructor(reason: SharedReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
