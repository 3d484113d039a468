import type { Origin } from './config.ts';

/** What YAML reads as this very text without quotes, also inside of a list. */
const plain = /^(?!null$)[\w/](?:[\w./:+-]*[\w/])?$/i;

/** A line for each option: `key: value   # origin`, which is YAML that --config reads. */
export const printConfig = (origins: readonly Origin[]): string =>
  origins.map(({ key, value, origin }) => `${key}: ${yamlOf(value)}   # ${origin}\n`).join('');

const yamlOf = (value: string | readonly string[]): string =>
  typeof value === 'string' ? quote(value) : `[${value.map(quote).join(', ')}]`;

const quote = (text: string): string => (plain.test(text) ? text : JSON.stringify(text));
