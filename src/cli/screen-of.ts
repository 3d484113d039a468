import type { Screen } from '../reporters/screen.ts';
import type { Output } from './terminal.ts';

/** Colors and wrapping are for a person at a terminal; a pipe gets one line an item. */
export const screenOf = (
  output: Output,
  { color }: { readonly color: 'auto' | 'never' },
): Screen =>
  output.isTTY === true ? { color: color === 'auto', width: output.columns } : { color: false };
