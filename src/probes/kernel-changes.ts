import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandRunner } from '../clients/command.ts';
import type { Change } from '../domain/change-source.ts';
import { errorText } from '../domain/error-code.ts';
import type { Logger } from '../domain/logger.ts';
import { ProbeError } from '../domain/probe-error.ts';
import { changeIn } from './kernel-messages.ts';

export interface KernelChangesOptions {
  readonly commands: Pick<CommandRunner, 'follow'>;
  readonly logger: Logger;
  onChange(change: Change): void;
  readonly signal: AbortSignal;
  /** Before each further start, in milliseconds, the last again and again; without it 1 s to 5 min. */
  readonly pausesMs?: readonly [number, ...number[]];
}

const args = ['-o', 'monitor', 'link', 'address', 'route', 'netconf'];

/** Tells what happens to devices, addresses, routes and forwarding, until the signal aborts. */
export async function watchKernel(options: KernelChangesOptions): Promise<void> {
  const { commands, logger, onChange, signal } = options;
  const pauseAfter = createBackoff(options.pausesMs ?? [1_000, 5_000, 30_000, 300_000]);
  const onLine = (line: string) => {
    const what = changeIn(line);
    if (what !== undefined) onChange({ what });
  };
  for (;;) {
    const startedAt = performance.now();
    const error: unknown = await commands.follow('ip', args, { onLine, signal }).catch(asIs);
    if (signal.aborted) return;
    const problem = errorText(error);
    if (!isPassing(error)) {
      logger.warn({ problem }, 'changes in the kernel cannot be seen, only rounds show them');
      return;
    }
    const retryInMs = pauseAfter(performance.now() - startedAt);
    logger.warn({ problem, retryInMs }, 'changes in the kernel are not seen; retrying');
    await sleep(retryInMs, undefined, { signal }).catch(asIs);
  }
}

const asIs = (error: unknown): unknown => error;

/** Where ip is missing, or may not be run, trying again is of no use. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof ProbeError) || error.reason === 'ToolFailed';

/** Gives the pause before the next start; what has lived longer than the longest starts over. */
function createBackoff(pausesMs: readonly [number, ...number[]]): (livedMs: number) => number {
  let left = pausesMs.values();
  let pauseMs = 0;
  return (livedMs) => {
    if (livedMs > Math.max(...pausesMs)) left = pausesMs.values();
    pauseMs = left.next().value ?? pauseMs;
    return pauseMs;
  };
}
