import type { Config } from '../config/config.ts';
import { proxyFor } from '../domain/no-proxy.ts';
import { readHostFile } from '../probes/files.ts';
import { createWebOpener } from '../probes/web-opening.ts';
import { harmless } from '../reporters/harmless.ts';
import {
  createHeatReporter,
  type HeatProgress,
  type HeatReporter,
} from '../reporters/heat/heat-reporter.ts';
import type { Parts } from './compose.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { systemClock } from './system-clock.ts';

/** To find the address of a name. */
const lookupMs = 3_000;

/** What tells Heat, wired together; whoever does not wait for ever says how long. */
export function heatReporter(
  { heat, node, hostRoot }: Config,
  { commands, logger, store, docs }: Pick<Parts, 'commands' | 'logger' | 'store' | 'docs'>,
  { waitMs = 0 } = {},
): HeatReporter {
  const deadlines = [heat.deadlineMs, waitMs].filter((ms) => ms > 0);
  return createHeatReporter({
    sources: heat,
    readFile: (path) => readHostFile(hostRoot, path),
    policy: { required: heat.required, node, docs, failEarly: heat.failEarly },
    deadlineMs: deadlines.length === 0 ? 0 : Math.min(...deadlines),
    way: {
      open: createWebOpener({
        run: (signal) => (file, args) => commands.run(file, args, { timeoutMs: lookupMs, signal }),
        hostRoot,
      }),
      proxyFor: (url) => proxyFor(url, node),
      caFile: heat.caFile === '' ? undefined : heat.caFile,
      insecure: heat.insecure,
    },
    store,
    clock: systemClock,
    random: Math.random,
    logger,
  });
}

/** Whether waiting any longer brings nothing: Heat knows, or a healthy node has nobody to tell. */
export const isHeatDone = ({ health, delivery, told }: HeatProgress): boolean =>
  health === 'healthy' ? delivery !== 'open' : delivery === 'delivered' && told === 'FAILURE';

/** What is required decides, and what Heat was told for good; a success that it could not be told is none. */
export function exitCodeOf({ health, delivery, told }: HeatProgress): ExitCode {
  if (told === 'FAILURE') return exitCodes.unhealthy;
  const isKnown = delivery === 'delivered' || delivery === 'none';
  return health === 'healthy' && !isKnown ? exitCodes.output : exitCodes[health];
}

/** What the exit code says beyond the report, for people. */
export function heatProblems({ health, because, delivery, told }: HeatProgress): readonly string[] {
  if (delivery === 'open' || delivery === 'impossible') {
    const untold = told === undefined ? 'was not told' : 'may not have been told';
    return [`Heat ${untold} (${harmless(because)})`];
  }
  return told === 'FAILURE' && health === 'healthy'
    ? ['Heat was told of a failure before, and hears nothing else any more']
    : [];
}
