import type { Config } from '../config/config.ts';
import type { Report } from '../domain/report.ts';
import { hostIdentity } from '../probes/host.ts';
import { renderReport } from '../reporters/console.ts';
import { toJson } from '../reporters/json.ts';
import { createProgress } from '../reporters/progress.ts';
import { waitUntilHealthy } from '../runner/wait-until-healthy.ts';
import { compose, type Parts, type Surroundings } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { judge, withProbes } from './judge.ts';
import { screenOf } from './screen-of.ts';
import type { Terminal } from './terminal.ts';

export interface OnceOptions extends Terminal, Surroundings {
  readonly signal: AbortSignal;
}

/** One round, printed; with the option `wait` as many as it takes, of which the last is printed. */
export async function once(config: Config, options: OnceOptions): Promise<ExitCode> {
  const { signal, stdout, stderr } = options;
  const parts = compose(config, options);
  const judging = { config, parts, signal };
  try {
    const report = await waitUntilHealthy(
      () => withProbes(judging, (probes) => judge(probes, judging)),
      { waitMs: config.waitMs, signal, onRound: createProgress((line) => stderr.write(line)) },
    );
    if (signal.aborted) return exitCodes.interrupted;
    stdout.write(await print(report, { config, parts, stdout }));
    return exitCodes[report.status];
  } finally {
    parts.close();
  }
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
