import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { onMachine } from '../lab/machine.ts';
import { until } from './until.ts';

/** A program that runs on a machine of the lab until it is told to end, or the machine goes. */
export interface Daemon {
  /** As we see it; on its machine it has another. */
  readonly pid: number;
  /** What it has printed, to both. */
  output(): string;
  /** At once, and also to one that SIGSTOP holds. One that has ended gets nothing. */
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, 128 + n after signal n. */
  readonly ended: Promise<number>;
  /** SIGTERM, and after 15 seconds SIGKILL. */
  stop(): Promise<number>;
}

const signalNumbers: Readonly<Record<string, number>> = { SIGKILL: 9, SIGTERM: 15 };

/** Of another process group than ours, so that no Ctrl-C reaches it before the tests have ended. */
export async function startDaemon(
  machine: number,
  argv: readonly [string, ...string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<Daemon> {
  const [program, ...args] = onMachine(machine, argv, environment);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = once(child, 'exit').then(([code, signal]) =>
    typeof code === 'number' ? code : 128 + (signalNumbers[String(signal)] ?? 0),
  );
  const { pid: entrance = 0 } = child;
  // nsenter waits outside for the one child that it has inside.
  const pid = await until(`${argv[0]} to start`, async () => {
    if (child.exitCode !== null) throw new Error(`${argv.join(' ')} ended: ${output}`);
    return Number(readFileSync(`/proc/${entrance}/task/${entrance}/children`, 'utf8')) || undefined;
  });
  const signal = (name: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    send(pid, name);
    // nsenter stops together with its child, and would not see the end of one that is killed then.
    if (name !== 'SIGSTOP') child.kill('SIGCONT');
  };
  const stop = async () => {
    signal('SIGTERM');
    signal('SIGCONT');
    const late = sleep(15_000, undefined, { ref: false }).then(() => signal('SIGKILL'));
    await Promise.race([ended, late]);
    return ended;
  };
  return { pid, output: () => output, signal, ended, stop };
}

/** On a busy machine threads go on for some time after SIGSTOP. */
export const untilHeld = ({ pid }: Daemon): Promise<true> =>
  until('all threads to be stopped', async () =>
    readdirSync(`/proc/${pid}/task`).every((thread) =>
      / T \d/.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
    ),
  );

/** It may have ended before we hear of that. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Asks until there is an answer; rejects, with what the daemon has printed, if it ends before. */
export async function untilReady<Answer>(
  daemon: Daemon,
  ask: () => Promise<Answer | undefined | false>,
): Promise<Answer> {
  let code: number | undefined;
  void daemon.ended.then((ended) => {
    code = ended;
  });
  try {
    return await until('a daemon to be ready', async () => {
      if (code !== undefined) throw new Error(`it ended with ${code}`);
      return ask();
    });
  } catch (cause) {
    throw new Error(`not ready: ${daemon.output()}`, { cause });
  }
}
