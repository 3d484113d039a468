import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../lab/command.ts';
import type { Lab } from '../lab/lab.ts';
import { onMachine } from '../lab/machine.ts';

/** What one run of a program takes, its children included. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** Programs that were started, itself included. */
  readonly processes: number;
  /** The peak of its largest process. */
  readonly anonymousMiB: number;
}

export type CommandLine = readonly [string, ...string[]];

/** The shell's own clock starts on the node, and knows the processor time of all that it waited for. */
export async function timeOf(lab: Lab, argv: CommandLine): Promise<Pick<Cost, 'wallMs' | 'cpuMs'>> {
  const script = `TIMEFORMAT='%3R %3U %3S'; time "$@" >/dev/null 2>&1`;
  const { stderr } = await runOnNode(lab, ['bash', '-c', script, 'bash', ...argv]);
  const [wallMs = 0, userMs = 0, systemMs = 0] = stderr.split(' ').map((text) => 1000 * +text);
  return { wallMs, cpuMs: userMs + systemMs };
}

/**
 * In a PID namespace of its own the last number that was given out tells how many processes and
 * threads there have been. Watching takes processor time: it is no run to be timed.
 */
export async function sizeOf(
  lab: Lab,
  argv: CommandLine,
): Promise<Pick<Cost, 'processes' | 'anonymousMiB'>> {
  const script =
    '"$@" >/dev/null 2>&1 || exit; read -r last </proc/sys/kernel/ns_last_pid; echo $last';
  const inNamespace = [
    'unshare',
    '--pid',
    '--fork',
    'bash',
    '-c',
    script,
    'bash',
    ...argv,
  ] as const;
  const over = new AbortController();
  const watching = watch(over.signal);
  const { stdout } = await runOnNode(lab, inNamespace);
  over.abort();
  const samples = [...(await watching).values()];
  const threads = samples.reduce((sum, { threads }) => sum + threads - 1, 0);
  // The shell has the number 1.
  const processes = Number(stdout) - 1 - threads;
  return { processes, anonymousMiB: Math.max(...samples.map(({ anonymousMiB }) => anonymousMiB)) };
}

async function runOnNode(lab: Lab, argv: CommandLine) {
  const ended = await run(onMachine(lab.pids.n1, [...argv]));
  if (ended.code === 0) return ended;
  throw new Error(`${argv.join(' ')} ended with ${ended.code}; the bench's node should be healthy`);
}

interface Sample {
  readonly threads: number;
  readonly anonymousMiB: number;
}

/** The peaks of all processes that we start from now on, by their ids. The lab's are older. */
async function watch(signal: AbortSignal): Promise<ReadonlyMap<number, Sample>> {
  const seen = new Map<number, Sample>();
  const older = new Set(childrenOf(process.pid));
  while (!signal.aborted) {
    const started = childrenOf(process.pid).filter((pid) => !older.has(pid));
    for (const pid of started.flatMap(familyOf)) note(seen, pid);
    await sleep(2);
  }
  return seen;
}

function note(seen: Map<number, Sample>, pid: number): void {
  const status = textOf(`/proc/${pid}/status`);
  const before = seen.get(pid) ?? { threads: 1, anonymousMiB: 0 };
  seen.set(pid, {
    threads: Math.max(before.threads, numberIn(status, /^Threads:\s+(\d+)/m)),
    anonymousMiB: Math.max(before.anonymousMiB, numberIn(status, /^RssAnon:\s+(\d+) kB/m) / 1024),
  });
}

const familyOf = (pid: number): readonly number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

const childrenOf = (pid: number): readonly number[] =>
  textOf(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number);

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

/** Empty for a process that has gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
