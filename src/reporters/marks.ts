import type { Status } from '../domain/verdict.ts';
import type { Screen } from './screen.ts';

const marks = {
  healthy: { sign: '✔', word: 'ok', tone: 'green' },
  unhealthy: { sign: '✖', word: 'FAIL', tone: 'red' },
  unknown: { sign: '?', word: '?', tone: 'yellow' },
  notApplicable: { sign: '–', word: '-', tone: 'dim' },
} as const;

/** The mark that a status bears: a sign on a color terminal, else a word in ASCII. */
export function markOf(status: Status, { color }: Screen) {
  const { sign, word, tone } = marks[status];
  return { text: color ? sign : word, tone };
}
