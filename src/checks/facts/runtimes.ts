import { answerOrError, type ProbeError } from '../../domain/probe-error.ts';
import type { Probes, Process, RuntimeAnswer, RuntimeName } from '../../domain/probes.ts';
import { findDockerd } from '../../domain/process-flags.ts';

/** A container runtime whose process runs, and what came back from its socket. */
export interface RunningRuntime {
  readonly name: RuntimeName;
  readonly process: Process;
  readonly answer: RuntimeAnswer | ProbeError;
}

export async function askRuntimes(
  probes: Probes,
  processes: readonly Process[],
): Promise<readonly RunningRuntime[]> {
  const running = runningRuntimes(processes);
  return Promise.all(
    running.map(async ({ name, process }) => ({
      name,
      process,
      answer: await answerOrError(probes.runtime(name)),
    })),
  );
}

function runningRuntimes(
  processes: readonly Process[],
): readonly { readonly name: RuntimeName; readonly process: Process }[] {
  const found = {
    docker: findDockerd(processes),
    containerd: processes.find(({ name }) => name === 'containerd'),
    crio: processes.find(({ name }) => name === 'crio'),
  };
  return (['docker', 'containerd', 'crio'] as const).flatMap((name) => {
    const process = found[name];
    return process === undefined ? [] : [{ name, process }];
  });
}
