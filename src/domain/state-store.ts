/** One piece of state, with the only code that knows its form. */
export interface StatePiece<T> {
  /** Its file's name without ending, in kebab-case. */
  readonly name: string;
  /** Grows with each change of form that an older version could not read. */
  readonly version: number;
  /** Undefined for what is not this form. */
  parse(value: unknown): T | undefined;
}

/** What outlives the process. */
export interface StateStore {
  /** Undefined when there is nothing that can be used; what is damaged or newer is set aside. Never rejects. */
  load<T>(piece: StatePiece<T>): Promise<T | undefined>;
  /** In order, each whole or not at all; false when it could not be kept, which is logged once. Never rejects. */
  save<T>(piece: StatePiece<T>, value: T): Promise<boolean>;
}
