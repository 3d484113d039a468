import type { Readable } from 'node:stream';

/** Nothing that we follow prints longer lines; what is beyond is left out. */
const maxLength = 4096;
/** Who prints without pause fills the pipe meanwhile, and waits, rather than keep us busy. */
const restMs = 100;

/** Gives each line without its break; a last one without a break is left out. */
export function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let unfinished = '';
  let isResting = false;
  const read = () => {
    const text: unknown = isResting ? null : stream.read();
    if (typeof text !== 'string') return;
    isResting = true;
    setTimeout(() => {
      isResting = false;
      read();
    }, restMs).unref();
    const all = unfinished + text;
    const end = all.lastIndexOf('\n');
    unfinished = all.slice(end + 1, end + 1 + maxLength);
    if (end < 0) return;
    for (const line of all.slice(0, end).split('\n')) onLine(line.slice(0, maxLength));
  };
  stream.setEncoding('utf8').on('readable', read);
}
