/** A JSON or YAML object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Empty for what is no object. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});

/** Empty for what is no list. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Undefined for what is no text. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
