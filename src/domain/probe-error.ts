import type { SharedReason } from './shared-reasons.ts';

/** A question that could not be answered, with the reason under which it is reported. */
export class ProbeError extends Error {
  readonly reason: SharedReason;

  constructor(reason: SharedReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The answer, or why there is none, for a check that can go on without it. */
export async function answerOrError<T>(answer: Promise<T>): Promise<T | ProbeError> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProbeError) return error;
    throw error;
  }
}
