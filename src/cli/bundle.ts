import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { readState } from '../clients/state-store.ts';
import type { Config } from '../config/config.ts';
import { parseHeatParams } from '../config/heat-params.ts';
import { heatParamsFile } from '../config/load.ts';
import { printConfig } from '../config/print-config.ts';
import { showHeatParams } from '../config/shown-heat-params.ts';
import { errorText } from '../domain/error-code.ts';
import type { Recorded } from '../domain/recorded.ts';
import type { Report } from '../domain/report.ts';
import { bundleFiles } from '../reporters/bundle.ts';
import { lastReports } from '../reporters/last-reports.ts';
import { type TextFile, tar } from '../reporters/tar.ts';
import { askForBundle } from '../runner/ask-for-bundle.ts';
import { recordingProbes } from '../runner/recording-probes.ts';
import { askOnce } from '../runner/round-probes.ts';
import { compose } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Judging, judge, withProbes } from './judge.ts';
import type { OnceOptions } from './once.ts';
import { version } from './version.ts';

export interface BundleOptions extends OnceOptions {
  /** Where to write; undefined: to a name of its own in the current folder. */
  readonly file: string | undefined;
}

/** Beside the round; what has not been answered by then is not in the bundle. */
const furtherQuestionsMs = 10_000;

/** Writes the report of one round, and the facts behind it, into a new archive. */
export async function bundle(config: Config, options: BundleOptions): Promise<ExitCode> {
  const { signal, stdout, stderr } = options;
  const parts = compose(config, options);
  try {
    const { report, files } = await contentsOf({ config, parts, signal });
    if (signal.aborted) return exitCodes.interrupted;
    const folder = nameOf(report);
    const archive = tar(files, { folder, modifiedAt: report.startedAt });
    const path = options.file ?? `${folder}.tar.gz`;
    const problem = await writeNew(path, await promisify(gzip)(archive));
    if (problem === undefined) stdout.write(`${path}\n`);
    else stderr.write(`node-check: ${problem}\n`);
    return problem === undefined ? exitCodes.healthy : exitCodes.output;
  } finally {
    parts.close();
  }
}

const contentsOf = (
  judging: Judging,
): Promise<{ readonly report: Report; readonly files: readonly TextFile[] }> =>
  withProbes(judging, async (live) => {
    const { config, parts, signal } = judging;
    const recorded: Recorded[] = [];
    const probes = askOnce(recordingProbes(live, (each) => recorded.push(each)));
    const report = await judge(probes, judging);
    const [tools, kept = []] = await Promise.all([
      parts.toolTexts(signal),
      readState(config.stateDir, lastReports),
      askForBundle(probes, { timeoutMs: furtherQuestionsMs, files: [heatParamsFile] }),
    ]);
    const files = bundleFiles({
      report,
      pages: parts.pages,
      lastReports: kept,
      recorded,
      config: printConfig(config.origins),
      heatParams: heatParamsIn(recorded),
      tools,
      version,
    });
    return { report, files };
  });

function heatParamsIn(recorded: readonly Recorded[]): string {
  const [answer] = recorded.flatMap((each) =>
    each.probe === 'file' && each.args[0] === heatParamsFile ? [each.answer] : [],
  );
  return answer?.kind === 'text' ? showHeatParams(parseHeatParams(answer.text).params) : 'none\n';
}

const nameOf = ({ node, startedAt }: Report): string => {
  const time = startedAt.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `node-check-${node.replaceAll(/[^\w.-]/g, '_')}-${time}`;
};

/** Neither an older file nor what a link leads to is written over. Why not, when it cannot be. */
async function writeNew(path: string, content: Buffer): Promise<string | undefined> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 });
    return undefined;
  } catch (error) {
    return `cannot write the bundle: ${errorText(error)}`;
  }
}
