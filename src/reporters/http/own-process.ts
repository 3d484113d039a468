import { readFile } from 'node:fs/promises';

/** What node-check itself costs. */
export interface OwnProcess {
  readonly residentBytes: number;
  /** What is nobody else's and in no file; undefined where the kernel does not say. */
  readonly anonymousBytes: number | undefined;
  readonly cpuSeconds: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export async function ownProcess(statusFile = '/proc/self/status'): Promise<OwnProcess> {
  const status = await readFile(statusFile, 'utf8').catch(() => '');
  const [, kib] = /^RssAnon:\s+(\d+) kB$/m.exec(status) ?? [];
  const { user, system } = process.cpuUsage();
  return {
    residentBytes: process.memoryUsage.rss(),
    anonymousBytes: kib === undefined ? undefined : Number(kib) * 1024,
    cpuSeconds: (user + system) / 1e6,
    startedAt: performance.timeOrigin,
  };
}
