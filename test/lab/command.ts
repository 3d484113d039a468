import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Ended {
  /** 128 + n after signal n, as a shell has it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/**
 * Runs a program to its end; at the deadline it is killed and the promise rejects. The output
 * that counts is what came before the program itself was gone: what it left behind may go on
 * holding the pipes.
 */
export function run(
  argv: readonly [string, ...string[]],
  options: { readonly deadlineMs?: number } = {},
): Promise<Ended> {
  const [program, ...args] = argv;
  const { deadlineMs = 30_000 } = options;
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`${argv.join(' ')}: no end after ${deadlineMs} ms\n${output.stderr}`));
    }, deadlineMs);
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      const durationMs = performance.now() - startedAt;
      const end = () =>
        resolve({ code: code ?? (signal === 'SIGKILL' ? 137 : 143), ...output, durationMs });
      child.on('close', end);
      setTimeout(end, 200);
    });
  });
}

/** As `run`, but a failure rejects with what the program printed. Returns its standard output. */
export async function runOrThrow(argv: readonly [string, ...string[]]): Promise<string> {
  const { code, stdout, stderr } = await run(argv);
  if (code === 0) return stdout;
  throw new Error(`${argv.join(' ')}: ended with ${code}\n${stderr}`);
}
