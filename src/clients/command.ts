import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { setTimeout as delay, setImmediate } from 'node:timers/promises';
import { execa } from 'execa';
import type { Logger } from '../domain/logger.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { eachLine } from './each-line.ts';
import { createProcessGroups } from './process-groups.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly timeoutMs: number;
  /** Of stdout and stderr together; 1 MiB if not given. */
  readonly maxBytes?: number;
  /** Variables beside PATH and LC_ALL. What such a program is called with is not logged. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface FollowOptions {
  /** Is given each line of stdout and stderr when it has come; a longer one than 4 KiB is cut. */
  onLine(line: string): void;
  readonly signal: AbortSignal;
}

/** A runner with the options of one round filled in. */
export type RunTool = (file: string, args: readonly string[]) => Promise<CommandResult>;

export interface CommandRunner {
  /** Resolves for any exit code; rejects with a ProbeError when there is none, or too much output. */
  run(file: string, args: readonly string[], options: CommandOptions): Promise<CommandResult>;
  /** For a program that prints until the signal aborts; rejects with a ProbeError when it has ended. */
  follow(file: string, args: readonly string[], options: FollowOptions): Promise<never>;
  /** Kills whatever still runs; for our own exit. */
  killAll(): void;
  /** How many programs were started. */
  readonly started: number;
  /** How many of them run now. */
  readonly running: number;
}

/** A program that was started. */
interface Running {
  readonly subprocess: ReturnType<typeof start>;
  readonly file: string;
  readonly command: string;
  /** Gives it up. */
  fail(problem: string): void;
}

interface Watch<T> {
  readonly signal: AbortSignal;
  /** Without it the program may run for ever. */
  readonly timeoutMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  wait(running: Running): Promise<T>;
}

const systemPath = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin';

/** How long to read on, once a program has ended, from a pipe that something else holds open. */
const drainMs = 100;

/**
 * Each tool gets a process group of its own, which is killed whatever happens. A grandchild may
 * leave the group and hold the pipes for ever: so nothing here waits for the pipes to close.
 */
export function createCommandRunner(options: {
  readonly logger: Logger;
  /** Searched first; entries that are not absolute are left out. */
  readonly path: string;
}): CommandRunner {
  const groups = createProcessGroups();
  const env = { PATH: searchPath(options.path), LC_ALL: 'C' };
  let started = 0;

  async function whileRunning<T>(
    file: string,
    args: readonly string[],
    { signal, timeoutMs, env: more, wait }: Watch<T>,
  ): Promise<T> {
    const command = [file, ...args].join(' ');
    if (signal.aborted) throw stopped(command, signal);
    const startedAt = performance.now();
    started += 1;
    const subprocess = start(file, args, { ...more, ...env });
    const release = groups.track(subprocess.pid);
    offerToKernel(subprocess.pid);
    subprocess.nodeChildProcess.once('exit', release);
    const { promise: cut, reject } = Promise.withResolvers<never>();
    const fail = (problem: string) => reject(failure(command, problem));
    const onAbort = () => reject(stopped(command, signal));
    const onDeadline = () => fail(`did not finish within ${timeoutMs} ms`);
    const timer = timeoutMs === undefined ? undefined : setTimeout(onDeadline, timeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    const running = { subprocess, file, command, fail };
    try {
      return await Promise.race([wait(running), startFailure(running), cut]);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      release();
      subprocess.stdout.destroy();
      subprocess.stderr.destroy();
      subprocess.nodeChildProcess.unref();
      const durationMs = Math.round(performance.now() - startedAt);
      const shown = more === undefined ? { file, args } : { file };
      options.logger.debug({ ...shown, durationMs }, 'command finished');
    }
  }

  return {
    run: (file, args, { maxBytes, ...limits }) =>
      whileRunning(file, args, { ...limits, wait: (running) => resultOf(running, maxBytes) }),

    follow: (file, args, { onLine, signal }) =>
      whileRunning(file, args, { signal, wait: (running) => untilEnded(running, onLine) }),

    killAll: groups.killAll,
    get started() {
      return started;
    },
    get running() {
      return groups.size;
    },
  };
}

const searchPath = (path: string): string =>
  [...path.split(':').filter((entry) => entry.startsWith('/')), systemPath].join(':');

const start = (file: string, args: readonly string[], env: Record<string, string>) =>
  execa(file, args, {
    detached: true,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    extendEnv: false,
    env,
  });

/** Where memory runs out a tool has to go, and costs its own verdict only; not the daemon, with all. */
function offerToKernel(pid: number | undefined): void {
  try {
    // At once: until we have heard of its end, the number is nobody else's.
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // It never started, or may not be touched.
  }
}

async function resultOf(running: Running, maxBytes = 1024 * 1024): Promise<CommandResult> {
  const chunks = collect(running, maxBytes);
  const exitCode = await exitCodeOf(running);
  return { exitCode, stdout: textOf(chunks.stdout), stderr: textOf(chunks.stderr) };
}

function collect({ subprocess, fail }: Running, maxBytes: number) {
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  let bytes = 0;
  const keepIn = (kept: Buffer[]) => (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) fail(`printed more than ${maxBytes} bytes`);
    else kept.push(chunk);
  };
  subprocess.stdout.on('data', keepIn(chunks.stdout));
  subprocess.stderr.on('data', keepIn(chunks.stderr));
  return chunks;
}

async function untilEnded(running: Running, onLine: (line: string) => void): Promise<never> {
  const { subprocess, command } = running;
  let complaint = '';
  eachLine(subprocess.stdout, onLine);
  eachLine(subprocess.stderr, (line) => {
    complaint = `: ${line}`;
    onLine(line);
  });
  const exitCode = await exitCodeOf(running);
  throw failure(command, `ended with exit code ${exitCode}${complaint}`);
}

/** Once what it has printed is read. */
async function exitCodeOf({ subprocess, command }: Running): Promise<number> {
  const closed = Promise.all([closeOf(subprocess.stdout), closeOf(subprocess.stderr)]);
  const { exitCode, killedBy } = await exitOf(subprocess.nodeChildProcess);
  if (exitCode === null) throw failure(command, `was ended by ${killedBy}`);
  await Promise.race([closed, drained()]);
  return exitCode;
}

const exitOf = (child: ChildProcess) =>
  new Promise<{ exitCode: number | null; killedBy: string | null }>((resolve) => {
    child.once('exit', (exitCode, killedBy) => resolve({ exitCode, killedBy }));
  });

const closeOf = (stream: Readable): Promise<void> =>
  new Promise((resolve) => {
    stream.once('close', resolve);
  });

/** After the delay, one more round of the event loop reads what the pipes hold by then. */
async function drained(): Promise<void> {
  await delay(drainMs, undefined, { ref: false });
  await setImmediate();
}

const textOf = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8');

/** Only ever rejects, and only when the program could not be started. */
async function startFailure({ subprocess, file }: Running): Promise<never> {
  const { code, cause } = await subprocess;
  if (code === 'ENOENT') throw new ProbeError('ToolMissing', `${file} is not installed`, { cause });
  if (code === 'EACCES' || code === 'EPERM')
    throw new ProbeError('NotPermitted', `${file} may not be executed (${code})`, { cause });
  if (code !== undefined) throw failure(file, `could not be started (${code})`);
  return new Promise<never>(() => {});
}

const failure = (command: string, problem: string): ProbeError =>
  new ProbeError('ToolFailed', `${command} ${problem}`);

const stopped = (command: string, { reason }: AbortSignal): ProbeError =>
  new ProbeError('ToolFailed', `${command} was stopped`, { cause: reason });
