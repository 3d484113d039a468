/** What in the kernel or in a file has changed, in one word for the log. */
export interface Change {
  readonly what: string;
}

/** Tells that something which checks look at has changed; a hint, never the only one. */
export interface ChangeSource {
  /** Until the signal aborts; what dies underneath is started again, with growing pauses. */
  watch(onChange: (change: Change) => void, signal: AbortSignal): void;
}
