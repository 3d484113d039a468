import type { PodNetworkFacts } from './pod-network.ts';
import type { FileAnswer, Process } from './probes.ts';
import { findDockerd, flagValue } from './process-flags.ts';

/** What dockerd was told about its bridge, and what flannel wrote for it. */
export interface DockerFacts {
  readonly dockerd?: Process;
  /** The bridge address that dockerd runs with. */
  readonly bip?: string;
  /** flannel's options for docker, where they name a bridge address. */
  readonly offered?: { readonly path: string; readonly bip: string; readonly writtenAt: number };
}

export function dockerFacts(
  { processes, dockerOptions }: PodNetworkFacts,
  daemonConfig: FileAnswer | undefined,
): DockerFacts {
  const dockerd = findDockerd(processes.processes);
  // An empty --bip, which an unset variable in docker's unit leaves, says nothing to docker.
  const bip = flagValue(dockerd?.args ?? [], 'bip') || bipOfConfig(daemonConfig);
  const offered = offeredBip(dockerOptions);
  return {
    ...(dockerd && { dockerd }),
    ...(bip !== undefined && { bip }),
    ...(offered && { offered }),
  };
}

/** Only the one key is wanted, and a daemon.json that docker itself refuses must not stop us. */
const bipOfConfig = (answer: FileAnswer | undefined): string | undefined =>
  answer?.kind === 'text' ? /"bip"\s*:\s*"([^"]+)"/.exec(answer.text)?.[1] : undefined;

function offeredBip(answer: FileAnswer): DockerFacts['offered'] {
  if (answer.kind !== 'text') return undefined;
  const bip = /--bip[= ]([0-9./]+)/.exec(answer.text)?.[1];
  return bip === undefined ? undefined : { path: answer.path, bip, writtenAt: answer.modifiedAt };
}

/**
 * True when dockerd runs without --bip although it was started after flannel had written one for
 * it, or although nothing writes one: starting it again would change nothing.
 */
export const lacksBip = ({ dockerd, bip, offered }: DockerFacts): boolean =>
  dockerd !== undefined &&
  bip === undefined &&
  (offered === undefined || dockerd.startedAt >= offered.writtenAt);

export function evidenceOfDocker({ dockerd, bip, offered }: DockerFacts): readonly string[] {
  const running =
    dockerd === undefined
      ? 'dockerd does not run'
      : `dockerd runs ${bip === undefined ? 'without --bip' : `with --bip=${bip}`} since ${isoTime(dockerd.startedAt)}`;
  const written =
    offered === undefined
      ? 'no options for docker were found where flannel writes them'
      : `${offered.path} offers --bip=${offered.bip} since ${isoTime(offered.writtenAt)}`;
  return [running, written];
}

const isoTime = (time: number): string => new Date(time).toISOString();
