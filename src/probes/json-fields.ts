import { ProbeError } from '../domain/probe-error.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** What a program printed, with the name under which to complain about it. */
export interface Printed {
  readonly text: string;
  readonly command: string;
}

export const wrongFormat = (command: string, cause?: unknown): ProbeError =>
  new ProbeError('ToolFailed', `${command} printed something that is not its format`, { cause });

export function parseJson({ text, command }: Printed): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw wrongFormat(command, cause);
  }
}

/** A JSON list of objects. Empty ones, which older iproute2 prints for what it skips, are left out. */
export function parseObjects(printed: Printed): readonly JsonObject[] {
  const value = parseJson(printed);
  if (!isListOfObjects(value)) throw wrongFormat(printed.command);
  return value.filter((entry) => Object.keys(entry).length > 0);
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isListOfObjects = (value: unknown): value is readonly JsonObject[] =>
  Array.isArray(value) && value.every(isObject);

/** Undefined, too, when the field is not text. */
export function textField(entry: JsonObject, name: string): string | undefined {
  const value = entry[name];
  return typeof value === 'string' ? value : undefined;
}

/** Undefined, too, when the field is not a number. */
export function numberField(entry: JsonObject, name: string): number | undefined {
  const value = entry[name];
  return typeof value === 'number' ? value : undefined;
}

/** Empty when the field is not an object. */
export function objectField(entry: JsonObject, name: string): JsonObject {
  const value = entry[name];
  return isObject(value) ? value : {};
}

/** Empty when the field is not a list of objects. */
export function objectsField(entry: JsonObject, name: string): readonly JsonObject[] {
  const value = entry[name];
  return isListOfObjects(value) ? value : [];
}

/** The texts in a list; empty when the field is not a list. */
export function textsField(entry: JsonObject, name: string): readonly string[] {
  const value = entry[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** For a field without which the entry means nothing. */
export function required<T>(value: T | undefined, command: string): T {
  if (value === undefined) throw wrongFormat(command);
  return value;
}
