import process from 'node:process';
import { exitCodes } from './cli/exit-codes.ts';
import { run } from './cli/run.ts';

const { argv, stdout, stderr } = process;

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    // Who asks twice does not want to wait for what the first one ends in order.
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    interruption.abort(new Error(signal));
  });

for (const output of [stdout, stderr])
  output.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    // A reader that has seen enough, such as head, closes the pipe: that is no failure of ours.
    if (code === 'EPIPE') return;
    stderr.write(`node-check: cannot write its output: ${message}\n`);
    process.exit(exitCodes.output);
  });

const exitCode = await run({
  argv: argv.slice(2),
  stdout,
  stderr,
  signal: interruption.signal,
});

// A probe that could not be cancelled, such as a name lookup, must not hold the process; what was
// printed has to reach a slow pipe first.
stdout.write('', () => stderr.write('', () => setImmediate(() => process.exit(exitCode))));
