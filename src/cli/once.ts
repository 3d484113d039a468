import { hostname } from 'node:os';
import type { Config } from '../config/config.ts';
import { judgeRound } from '../domain/judge-round.ts';
import type { Report } from '../domain/report.ts';
import { hostIdentity } from '../probes/host.ts';
import { renderReport } from '../reporters/console.ts';
import { toJson } from '../reporters/json.ts';
import { runRound } from '../runner/run-round.ts';
import { compose, type Parts } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { screenOf } from './screen-of.ts';
import type { Terminal } from './terminal.ts';

export interface OnceOptions extends Terminal {
  readonly signal: AbortSignal;
  /** Where programs are looked for first. */
  readonly path: string;
}

/** One round, printed. */
export async function once(config: Config, options: OnceOptions): Promise<ExitCode> {
  const { signal, stdout } = options;
  const parts = compose(config, options);
  try {
    const report = await judgeOnce(config, parts, signal);
    if (signal.aborted) return exitCodes.interrupted;
    stdout.write(await print(report, { config, parts, stdout }));
    return exitCodes[report.status];
  } finally {
    parts.close();
  }
}

async function judgeOnce(config: Config, parts: Parts, signal: AbortSignal): Promise<Report> {
  // Ends what a check has left behind when it ran out of time.
  const over = new AbortController();
  const round = await runRound(
    parts.checks,
    parts.probesOfRound(AbortSignal.any([signal, over.signal])),
    {
      node: config.nodeName === '' ? hostname() : config.nodeName,
      timeoutMs: config.timeoutMs,
      signal,
      now: () => new Date(),
    },
  );
  over.abort();
  return judgeRound(round, parts.docs);
}

async function print(
  report: Report,
  { config, parts, stdout }: { config: Config; parts: Parts } & Pick<Terminal, 'stdout'>,
): Promise<string> {
  if (config.output === 'json') return toJson(report);
  const screen = config.output === 'text' ? { color: false } : screenOf(stdout, config);
  // A person may paste this into a ticket; a program can ask the host itself.
  const host = screen.width === undefined ? undefined : await hostIdentity();
  return renderReport(report, { ...screen, host, pages: parts.pages });
}
