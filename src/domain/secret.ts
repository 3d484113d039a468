/** A text that does not show when the object around it is logged, dumped or made JSON of. */
export interface Secret {
  reveal(): string;
}

export const secret = (text: string): Secret => ({ reveal: () => text });
