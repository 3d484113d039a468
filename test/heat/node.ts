import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileOn } from '../cluster/certificates.ts';
import { type Daemon, startDaemon, untilReady } from '../cluster/daemon.ts';
import { until } from '../cluster/until.ts';
import { nodeCheckCommand } from '../lab/node-check.ts';
import { pauseMs, type Stack } from './stack.ts';
import type { NodesStack, SignedUrlStack } from './stacks.ts';

/** An operator's own handle: an endpoint with a token, or what a file with a signed URL holds. */
export type Handle = Pick<NodesStack, 'endpoint' | 'token'> | Pick<SignedUrlStack, 'url'>;

let folders = 0;

/** Flags for a state of its own, in which Heat was not told anything yet. */
export function freshState(machine: number): readonly string[] {
  folders += 1;
  const folder = `/run/node-check-${folders}`;
  mkdirSync(fileOn(machine, folder), { mode: 0o700 });
  return [`--state-dir=${folder}`];
}

/** Flags that name a handle, and a fresh state. */
export function giveHandle(machine: number, handle: Handle): readonly string[] {
  const state = freshState(machine);
  const file = `/run/handle-${folders}`;
  const secret = 'url' in handle ? handle.url : handle.token;
  writeFileSync(fileOn(machine, file), secret, { mode: 0o600 });
  const flags =
    'url' in handle
      ? [`--heat-signed-url-file=${file}`]
      : [`--heat-endpoint=${handle.endpoint}`, `--heat-token-file=${file}`];
  return [...flags, ...state];
}

/** The built program, which tells Heat; without --once as a daemon. */
export function startNodeCheck(machine: number, flags: readonly string[]): Promise<Daemon> {
  const [program, ...args] = nodeCheckCommand();
  return startDaemon(machine, [program, ...args, '--report=heat', '--log-level=info', ...flags]);
}

/** Its exit code, and all that it has printed and logged. */
export async function tellOnce(
  machine: number,
  flags: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
  const { ended, output } = await startNodeCheck(machine, ['--once', ...flags]);
  return { code: await ended, output: output() };
}

export const untilSaid = (daemon: Daemon, words: RegExp): Promise<true> =>
  untilReady(daemon, async () => words.test(daemon.output()));

/** "STATUS reason" of each signal that Heat took, sorted; also of those that repeat an id. */
export const signalsOf = async (stack: Stack): Promise<readonly string[]> =>
  (await stack.eventsOf('handle'))
    .flatMap((event) => /^SIGNAL_COMPLETE Signal: status:(.*)$/.exec(event)?.[1] ?? [])
    .map((signal) => signal.replace(' reason:', ' '))
    .toSorted();

/** A token's signal is answered before it is taken. */
export const untilSignals = (stack: Stack, least: number): Promise<readonly string[]> =>
  until(`${least} signals to be taken`, async () => {
    await sleep(pauseMs);
    const signals = await signalsOf(stack);
    return signals.length >= least && signals;
  });
