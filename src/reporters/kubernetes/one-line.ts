import { harmless } from '../harmless.ts';

const most = 1024;

/** What Kubernetes shows of a message: one line, as long as an Event's may be. */
export function oneLine(text: string): string {
  const line = harmless(text);
  if (line.length <= most) return line;
  // A pair that is cut in two would be no Unicode any more.
  return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
