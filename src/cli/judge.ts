import { hostname } from 'node:os';
import type { Config } from '../config/config.ts';
import { judgeRound } from '../domain/judge-round.ts';
import type { Probes } from '../domain/probes.ts';
import type { Report } from '../domain/report.ts';
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
export async function judge(probes: Probes, { config, parts, signal }: Judging): Promise<Report> {
  const round = await runRound(parts.checks, probes, {
    node: config.nodeName === '' ? hostname() : config.nodeName,
    timeoutMs: config.timeoutMs,
    signal,
    now: () => new Date(),
  });
  return judgeRound(round, parts.docs);
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
