/** What a command may write to. */
export interface Output {
  readonly isTTY?: boolean;
  /** Of a terminal. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** What the outside gives to a run of the program. */
export interface Terminal {
  /** Reports and answers. */
  readonly stdout: Output;
  /** Logs and mistakes. */
  readonly stderr: Output;
}
