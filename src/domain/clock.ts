/** Two clocks: people read the one, and intervals are measured with the other. */
export interface Clock {
  /** Milliseconds since the epoch; may jump either way. */
  now(): number;
  /** Milliseconds since some moment of this process; only ever grows. */
  elapsed(): number;
}
