import type { Config } from '../config/config.ts';
import type { Report } from '../domain/report.ts';
import { bootedAt } from '../probes/boot.ts';
import { hostIdentity } from '../probes/host.ts';
import { renderReport } from '../reporters/console.ts';
import { toJson } from '../reporters/json.ts';
import { createProgress } from '../reporters/progress.ts';
import { confirmOnce } from '../runner/confirm-once.ts';
import { startTimer } from '../runner/timer.ts';
import { type WaitOptions, waitUntilHealthy } from '../runner/wait-until-healthy.ts';
import { compose, type Parts, type Surroundings } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Judging, judge, runChecks, withProbes } from './judge.ts';
import { keptBefore } from './kubernetes-reporting.ts';
import { composeReporting, type Reporting } from './reporting.ts';
import { screenOf } from './screen-of.ts';
import { systemClock } from './system-clock.ts';
import type { Terminal } from './terminal.ts';

export interface OnceOptions extends Terminal, Surroundings {
  readonly signal: AbortSignal;
}

/** One round, printed; with the option `wait` as many as it takes, of which the last is printed. */
export async function once(config: Config, options: OnceOptions): Promise<ExitCode> {
  const { signal, stdout, stderr } = options;
  const parts = compose(config, options);
  const judging = { config, parts, signal };
  const waiting = {
    waitMs: config.waitMs,
    signal,
    onRound: createProgress((line) => stderr.write(line)),
  };
  try {
    const reporting = composeReporting(judging, waiting);
    const report =
      config.report.length > 0
        ? await judgeAndTell(reporting, { judging, waiting })
        : await waitUntilHealthy(() => judgeOnce(judging), waiting);
    if (signal.aborted) return exitCodes.interrupted;
    stdout.write(await print(report, { config, parts, stdout }));
    for (const problem of reporting.problems()) stderr.write(`node-check: ${problem}\n`);
    return reporting.exitCode(report);
  } finally {
    parts.close();
  }
}

const judgeOnce = (judging: Judging): Promise<Report> =>
  withProbes(judging, (probes) => judge(probes, judging));

/** Whoever is told hears only what is confirmed. */
async function judgeAndTell(
  { reporters, isDone }: Reporting,
  { judging, waiting }: { readonly judging: Judging; readonly waiting: WaitOptions },
): Promise<Report> {
  const { parts } = judging;
  return confirmOnce({
    ...parts,
    ...waiting,
    isDone,
    clock: systemClock,
    startTimer,
    bootedAt: () => bootedAt(),
    kept: await keptBefore(judging),
    reporters,
    runRound: () => runChecks(parts.checks, judging),
  });
}

async function print(
  report: Report,
  { config, parts, stdout }: { config: Config; parts: Parts } & Pick<Terminal, 'stdout'>,
): Promise<string> {
  if (config.output === 'json') return toJson(report);
  const screen = config.output === 'text' ? { color: false } : screenOf(stdout, config);
  // A person may paste this into a ticket; a program can ask the host itself. In a container it
  // would be the container's.
  const isShown = screen.width !== undefined && config.hostRoot === '';
  const host = isShown ? await hostIdentity() : undefined;
  return renderReport(report, { ...screen, host, pages: parts.pages });
}
