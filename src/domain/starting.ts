import type { ObservedCondition } from './observation.ts';
import type { SharedReason } from './shared-reasons.ts';

const startMs = 10 * 60_000;
const reason: SharedReason = 'Starting';

export interface Uptime {
  /** It was healthy once since the node booted. */
  readonly hasStarted: boolean;
  readonly now: number;
  /** In milliseconds since the epoch of the same clock setting as `now`: when that is set, the boot moves with it. */
  readonly bootedAt: number;
}

/** What is not healthy yet after a boot is no fault yet, but is named all the same. */
export const whileStarting = (
  observed: ObservedCondition,
  { hasStarted, now, bootedAt }: Uptime,
): ObservedCondition =>
  hasStarted || observed.status !== 'True' || now - bootedAt >= startMs
    ? observed
    : {
        ...observed,
        status: 'Unknown',
        reason,
        message: `not healthy yet since the node booted: ${observed.reason}, ${observed.message}`,
      };
