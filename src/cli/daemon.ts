import { setFlagsFromString } from 'node:v8';
import { createServiceManager } from '../clients/service-manager.ts';
import type { Config } from '../config/config.ts';
import type { ConfiguredCheck } from '../domain/check.ts';
import type { Round } from '../domain/report.ts';
import type { Reporter } from '../domain/standing.ts';
import { findingsOf } from '../domain/verdict.ts';
import { watchedPaths } from '../domain/watched.ts';
import { bootedAt } from '../probes/boot.ts';
import { createChanges } from '../probes/changes.ts';
import type { HttpReporter } from '../reporters/http/http-reporter.ts';
import { createReportKeeper } from '../reporters/report-keeper.ts';
import { createServiceReporter } from '../reporters/service-reporter.ts';
import { createPeerMemory } from '../runner/peer-memory.ts';
import { startTimer } from '../runner/timer.ts';
import { watchNode } from '../runner/watch-node.ts';
import { compose, type Parts, type Surroundings } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Judging, runChecks } from './judge.ts';
import { keptBefore } from './kubernetes-reporting.ts';
import { composeReporting, type Reporting } from './reporting.ts';
import { systemClock } from './system-clock.ts';
import { version } from './version.ts';

export interface DaemonOptions extends Surroundings {
  /** Ends the daemon in order. */
  readonly signal: AbortSignal;
}

/** Watches the node and tells whom the option `report` names, until somebody ends it. */
export async function daemon(config: Config, options: DaemonOptions): Promise<ExitCode> {
  // It costs 50 ms at the start, which is nothing here, and saves a third of the memory.
  setFlagsFromString('--optimize-for-size');
  // Thousands of peers make the parsers hot: compiling them takes megabytes that are not given back.
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
  const composed = compose(config, options);
  const { logger, store } = composed;
  const peers = createPeerMemory({ store });
  const parts: Parts = {
    ...composed,
    probesOfRound: (signal) => peers.remember(composed.probesOfRound(signal)),
  };
  const judging = { config, parts, signal: options.signal };
  const reporting = composeReporting(judging);
  const http = await httpReporter(judging, reporting);
  try {
    logger.info({ intervalMs: config.intervalMs, report: config.report }, 'watching this node');
    await watchNode({
      ...parts,
      intervalMs: config.intervalMs,
      clock: systemClock,
      startTimer,
      random: Math.random,
      signal: options.signal,
      changes: createChanges({
        commands: parts.commands,
        logger,
        hostRoot: config.hostRoot,
        paths: watchedPaths(config.node),
      }),
      kept: await keptBefore(judging),
      bootedAt: () => bootedAt(),
      reporters: [
        ...reporting.reporters,
        ...(http === undefined ? [] : [http]),
        await createReportKeeper(store),
        serviceReporter(judging, options),
      ],
      runChecks: (checks, signal) => runDoubting(checks, { ...judging, signal }),
    });
    return exitCodes.healthy;
  } finally {
    await http?.close();
    parts.close();
  }
}

/** Undefined when nobody may ask. */
async function httpReporter(
  { config, parts }: Judging,
  { kubernetes, heat }: Reporting,
): Promise<HttpReporter | undefined> {
  const { httpListen: listen, intervalMs } = config;
  if (listen === undefined) return undefined;
  const { createHttpReporter } = await import('../reporters/http/http-reporter.ts');
  return createHttpReporter({
    listen,
    intervalMs,
    logger: parts.logger,
    pages: parts.pages,
    clock: systemClock,
    random: Math.random,
    version,
    sources: {
      kubernetes: () => kubernetes?.current(),
      heat: () => heat,
      toolsStarted: () => parts.commands.started,
      toolsRunning: () => parts.commands.running,
    },
  });
}

/** systemd is told of the end too, when all else is over. */
const lasting = new AbortController().signal;

const serviceReporter = (
  { config, parts }: Judging,
  { environment = {} }: DaemonOptions,
): Reporter =>
  createServiceReporter({
    manager: createServiceManager({
      environment,
      pid: process.pid,
      run: (file, args) => parts.commands.run(file, args, { timeoutMs: 3_000, signal: lasting }),
      logger: parts.logger,
    }),
    intervalMs: config.intervalMs,
    clock: systemClock,
  });

/** A Node that was registered anew has another podCIDR than the one that we know. */
async function runDoubting(checks: readonly ConfiguredCheck[], judging: Judging): Promise<Round> {
  const round = await runChecks(checks, judging);
  const reasons = round.results
    .flatMap(({ verdict }) => findingsOf(verdict))
    .map(({ reason }) => reason);
  if (reasons.includes('SubnetDiffersFromPodCIDR')) judging.parts.kubernetes.doubtNode();
  return round;
}
