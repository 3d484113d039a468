import type { Config } from '../config/config.ts';
import type { ConfiguredCheck } from '../domain/check.ts';
import { judgeRound } from '../domain/judge-round.ts';
import type { Probes } from '../domain/probes.ts';
import type { Report, Round } from '../domain/report.ts';
import { askOnce } from '../runner/round-probes.ts';
import { runRound } from '../runner/run-round.ts';
import type { Parts } from './compose.ts';

/** What a round needs beside its probes. */
export interface Judging {
  readonly config: Config;
  readonly parts: Parts;
  /** Aborted when somebody wants the program to end. */
  readonly signal: AbortSignal;
}

/** One round over these probes, and what it means. */
export const judge = async (probes: Probes, judging: Judging): Promise<Report> =>
  judgeRound(await roundOver(probes, judging.parts.checks, judging), judging.parts.docs);

/** One round of these checks over probes of its own. */
export const runChecks = (checks: readonly ConfiguredCheck[], judging: Judging): Promise<Round> =>
  withProbes(judging, (probes) => roundOver(probes, checks, judging));

async function roundOver(
  probes: Probes,
  checks: readonly ConfiguredCheck[],
  { config, parts, signal }: Judging,
): Promise<Round> {
  const shared = askOnce(probes);
  return runRound(checks, shared, {
    node: await parts.kubernetes.nodeName(shared),
    timeoutMs: config.timeoutMs,
    signal,
    now: () => new Date(),
  });
}

/** Lends the probes of one round; what is still being asked when `use` is done ends then. */
export async function withProbes<T>(
  { parts, signal }: Judging,
  use: (probes: Probes) => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  try {
    return await use(parts.probesOfRound(AbortSignal.any([signal, over.signal])));
  } finally {
    over.abort();
  }
}
