import { join } from 'node:path';
import { ProbeError } from '../domain/probe-error.ts';
import { readStart } from './bounded-read.ts';
import { failedRead } from './failed-read.ts';

/** A line for each processor and interrupt comes before the one that we need. */
const maxBytes = 1024 * 1024;

/** Milliseconds since the epoch. */
export async function bootedAt(procRoot = '/proc'): Promise<number> {
  const path = join(procRoot, 'stat');
  try {
    return parseBootTime((await readStart(path, maxBytes)).toString('utf8'));
  } catch (cause) {
    throw failedRead(path, cause);
  }
}

/** Milliseconds since the epoch, from the text of /proc/stat. */
export function parseBootTime(text: string): number {
  const seconds = /^btime (\d{1,12})$/m.exec(text)?.[1];
  if (seconds === undefined) throw new ProbeError('ToolFailed', 'there is no line with btime');
  return Number(seconds) * 1000;
}
