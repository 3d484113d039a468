import { join } from 'node:path';
import type { RunTool } from '../clients/command.ts';
import { tellingLines } from '../domain/log-lines.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { LogQuery, LogTail } from '../domain/probes.ts';
import { criSockets, dockerSockets, present } from './containers.ts';
import { criLog } from './cri-logs.ts';
import { dockerLog } from './docker-logs.ts';
import { journalOf } from './journal.ts';
import { logFile } from './log-files.ts';
import { pathExists } from './path-exists.ts';
import { type Limits, within } from './within.ts';

export interface LogSource {
  readonly run: RunTool;
  readonly hostRoot: string;
  readonly limits: Limits;
}

interface Place {
  /** As a person would name it. */
  readonly source: string;
  read(): Promise<string>;
}

/** A log is evidence only: waiting for it must not cost a check its verdict. */
const timeoutMs = 2_000;

/** Asks one place after the other, and the runtimes last: they may be what hangs. */
export async function logTail(query: LogQuery, source: LogSource): Promise<LogTail | undefined> {
  const limits = { ...source.limits, timeoutMs: Math.min(timeoutMs, source.limits.timeoutMs) };
  const answer = await answerOrError(
    within<LogTail | undefined>({ ...limits, late: undefined }, (done) =>
      firstTelling(placesOf(query, { ...source, signal: done }), done),
    ),
  );
  return answer instanceof ProbeError ? undefined : answer;
}

async function firstTelling(
  places: readonly Place[],
  done: AbortSignal,
): Promise<LogTail | undefined> {
  for (const { source, read } of places) {
    if (done.aborted) break;
    // A place that cannot be read is one without a log.
    const lines = tellingLines(await read().catch(() => ''));
    if (lines.length > 0) return { source, lines };
  }
  return undefined;
}

interface Asked extends LogSource {
  readonly signal: AbortSignal;
}

function placesOf({ units, containers, files }: LogQuery, asked: Asked): readonly Place[] {
  const place = (source: string, read: () => Promise<string>): Place => ({ source, read });
  return [
    ...units.map((unit) => place(`journal of ${unit}`, () => journalOf(unit, asked))),
    ...files.map((path) => place(path, () => logFile(asked.hostRoot, path))),
    ...containers.flatMap((name) => [
      place(`docker container ${name}`, () => inDocker(name, asked)),
      place(`cri container ${name}`, () => inCri(name, asked)),
      place(`podman container ${name}`, () => inPodman(name, asked)),
    ]),
  ];
}

async function inDocker(name: string, { hostRoot, signal }: Asked): Promise<string> {
  const [socketPath] = await present(hostRoot, dockerSockets);
  return socketPath === undefined ? '' : dockerLog(name, { socketPath, signal });
}

async function inCri(name: string, { hostRoot, run }: Asked): Promise<string> {
  const [socketPath] = await present(hostRoot, criSockets);
  return socketPath === undefined ? '' : criLog(name, { socketPath, run });
}

async function inPodman(name: string, { hostRoot, run }: Asked): Promise<string> {
  if (!(await pathExists(join(hostRoot, '/var/lib/containers/storage')))) return '';
  const { exitCode, stdout, stderr } = await run('podman', ['logs', '--tail', '50', name]);
  return exitCode === 0 ? `${stdout}${stderr}` : '';
}
