import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { buildProgram, consumerNames, findProgram } from '../cluster/programs.ts';
import { makeWhatIsMissing as makeCluster, whyNoCluster } from '../cluster/requirements.ts';
import { run } from '../lab/command.ts';
import { skipOrFail } from '../lab/lab-test.ts';

const { XDG_CACHE_HOME: caches = join(homedir(), '.cache') } = process.env;
const cachedPromtool = join(caches, 'node-check/promtool');

/** Its path. */
export const findPromtool = (): string | undefined =>
  [...(process.env['PATH'] ?? '').split(':').map((folder) => join(folder, 'promtool'))]
    .concat(cachedPromtool)
    .find((path) => existsSync(path));

/** Why the consumers cannot be tried on this machine, as a sentence; undefined if they can. */
export function whyNoConsumers(): string | undefined {
  const missing = consumerNames.filter((name) => findProgram(name) === undefined);
  if (missing.length > 0)
    return `the consumers need ${missing.join(', ')}: in PATH, or built with Go by npm run test:consumers`;
  if (findPromtool() === undefined)
    return 'the alerts need promtool (Debian: prometheus): in PATH, or fetched with apt-get by npm run test:consumers';
  return whyNoCluster();
}

export async function makeWhatIsMissing(say: (line: string) => void): Promise<void> {
  await makeCluster(say);
  if (findPromtool() === undefined) await fetchPromtool(say);
  if ((await run(['sh', '-c', 'command -v go'])).code !== 0) return;
  for (const name of consumerNames.filter((consumer) => findProgram(consumer) === undefined)) {
    say(`building ${name} (the first time a few minutes)`);
    await buildProgram(name);
  }
}

/** Out of Debian's package, which is not installed: that would start a Prometheus. */
async function fetchPromtool(say: (line: string) => void): Promise<void> {
  say('fetching promtool');
  mkdirSync(join(caches, 'node-check'), { recursive: true });
  const folder = mkdtempSync(join(caches, 'node-check/prometheus-'));
  const script = 'cd "$0" && apt-get -qq download prometheus && dpkg-deb --extract *.deb .';
  try {
    await run(['sh', '-c', script, folder], { deadlineMs: 300_000 });
    if (readdirSync(folder).includes('usr'))
      renameSync(join(folder, 'usr/bin/promtool'), cachedPromtool);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Skips a test file, or fails it if asked to, where there can be no consumers. */
export async function withConsumers(t: Test, body: () => Promise<unknown>): Promise<void> {
  const obstacle = whyNoConsumers();
  if (obstacle !== undefined) return skipOrFail(t, obstacle, 'consumers');
  t.setTimeout(300_000);
  await body();
}
