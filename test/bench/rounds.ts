// Round after round in one process: what a daemon does in hours. The bench packs it as node-check is
// packed. usage: rounds real|fake ROUNDS KUBECONFIG; prints a Mark after each, and one after a rest.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { checks } from '../../src/checks/registry.ts';
import { compose } from '../../src/cli/compose.ts';
import { type Judging, runChecks } from '../../src/cli/judge.ts';
import { composeReporting } from '../../src/cli/reporting.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Round } from '../../src/domain/report.ts';
import { bootedAt } from '../../src/probes/boot.ts';
import { readHostFile } from '../../src/probes/files.ts';
import { createReportKeeper } from '../../src/reporters/report-keeper.ts';
import { runRound } from '../../src/runner/run-round.ts';
import { startTimer } from '../../src/runner/timer.ts';
import { watchNode } from '../../src/runner/watch-node.ts';
import { peeredProbes } from './peered-probes.ts';

/** What a process has taken since its start. */
export interface Mark {
  readonly rounds: number;
  readonly anonymousMiB: number;
  /** Of its children, too. */
  readonly cpuMs: number;
  /** Processes and threads that were started on its machine. */
  readonly started: number;
}

const [, , kind, count, kubeconfig = ''] = process.argv;
const intervalMs = 30_000;
/** More than an interval with its jitter: the next round is due at once. */
const aroundMs = 40_000;

let rounds = 0;
const over = new AbortController();
const { signal } = over;

const numberIn = (file: string, pattern: RegExp): number =>
  Number(pattern.exec(readFileSync(file, 'utf8'))?.[1]);

/** Kernel ticks are hundredths of a second on all machines that Node runs on. */
function cpuMs(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return 10 * fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

function mark(): void {
  const line: Mark = {
    rounds,
    anonymousMiB: numberIn('/proc/self/status', /^RssAnon:\s+(\d+) kB/m) / 1024,
    cpuMs: cpuMs(),
    started: numberIn('/proc/sys/kernel/ns_last_pid', /(\d+)/),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

function counted(round: Round): Round {
  mark();
  rounds += 1;
  if (rounds === Number(count)) over.abort();
  return round;
}

async function loaded(): Promise<Config> {
  const flags = {
    'kubernetes.kubeconfig': kubeconfig,
    'state-dir': '',
    report: 'kubernetes',
    'node-name': 'x',
  };
  const found = await loadConfig({
    checks,
    flags: new Map(Object.entries(flags)),
    environment: {},
    readFile: (path) => readHostFile('', path),
  });
  if ('mistakes' in found) throw new Error(JSON.stringify(found.mistakes));
  return found.config;
}

async function main(): Promise<void> {
  // As the daemon does.
  for (const flag of ['--optimize-for-size', '--no-opt', '--no-maglev']) setFlagsFromString(flag);
  systemClock.now = () => Date.now() + rounds * aroundMs;
  systemClock.elapsed = () => performance.now() + rounds * aroundMs;
  const config = await loaded();
  const parts = compose(config, { stderr: process.stderr, path: '' });
  const judging: Judging = { config, parts, signal };
  const node = await parts.kubernetes.nodeName(parts.probesOfRound(signal));
  await watchNode({
    ...parts,
    intervalMs,
    clock: systemClock,
    startTimer,
    random: Math.random,
    signal,
    changes: { watch: () => {} },
    kept: undefined,
    bootedAt: () => bootedAt(),
    reporters: [...composeReporting(judging).reporters, await createReportKeeper(parts.store)],
    runChecks: async (asked, ends) =>
      counted(
        kind === 'real'
          ? await runChecks(asked, { ...judging, signal: ends })
          : await runRound(asked, peeredProbes(300), {
              node,
              timeoutMs: config.timeoutMs,
              signal: ends,
              now: () => new Date(),
            }),
      ),
  });
  // V8 gives memory back some seconds after its last collection, which a daemon has time for.
  await sleep(20_000);
  mark();
  parts.close();
}

await main();
process.exit();
