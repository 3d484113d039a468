import { join } from 'node:path';
import type { RunTool } from '../clients/command.ts';
import { answerOrError, ProbeError } from '../domain/probe-error.ts';
import type { Container, ContainerList } from '../domain/probes.ts';
import { criContainers, servesCri } from './cri.ts';
import { dockerContainers } from './docker.ts';
import { readHostFile } from './files.ts';
import { hostPath } from './host-path.ts';
import { pathExists } from './path-exists.ts';
import { podmanContainers } from './podman.ts';
import { sharesHostPath } from './shares-host-path.ts';
import type { Limits } from './within.ts';

/** The first is a link to the second on most machines. */
export const dockerSockets = ['/var/run/docker.sock', '/run/docker.sock'];
const containerdSocket = '/run/containerd/containerd.sock';
export const criSockets = [
  containerdSocket,
  '/run/k3s/containerd/containerd.sock',
  '/var/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
];

export interface ContainerSource {
  readonly run: RunTool;
  readonly hostRoot: string;
  readonly limits: Limits;
  /** This machine's root, if it is not "/". */
  readonly ownRoot?: string;
}

type Answer = readonly Container[] | ProbeError;

/** Of each runtime that this node shows signs of. One that does not answer is named as silent. */
export async function containers(source: ContainerSource): Promise<ContainerList> {
  const groups = await Promise.all([askDocker(source), askCri(source), askPodman(source)]);
  const answers = groups.flat();
  return {
    silent: answers.flatMap((answer) => (answer instanceof ProbeError ? [answer.message] : [])),
    containers: answers.flatMap((answer) => (answer instanceof ProbeError ? [] : answer)),
  };
}

async function askDocker({ hostRoot, limits }: ContainerSource): Promise<readonly Answer[]> {
  const [socket] = await present(hostRoot, dockerSockets);
  return socket === undefined ? [] : [await answerOrError(dockerContainers(socket, limits))];
}

async function askCri({ hostRoot, run }: ContainerSource): Promise<readonly Answer[]> {
  const config = await readHostFile(hostRoot, '/etc/containerd/config.toml');
  const containerdServes = config.kind !== 'text' || servesCri(config.text);
  const served = criSockets.filter((socket) => socket !== containerdSocket || containerdServes);
  const sockets = await present(hostRoot, served);
  return Promise.all(sockets.map((socket) => answerOrError(criContainers(run, socket))));
}

const podmanStorage = '/var/lib/containers/storage';

async function askPodman(source: ContainerSource): Promise<readonly Answer[]> {
  const { hostRoot, run, ownRoot } = source;
  // CRI-O keeps its containers in the same place, so podman itself need not be there.
  if (!(await pathExists(join(hostRoot, podmanStorage)))) return [];
  const answer = (await sharesHostPath(hostRoot, podmanStorage, ownRoot))
    ? await answerOrError(podmanContainers(run))
    : new ProbeError('ToolMissing', "podman cannot see the host's containers from this one");
  const missing = answer instanceof ProbeError && answer.reason === 'ToolMissing';
  return missing && !(await pathExists(join(hostRoot, '/usr/bin/podman'))) ? [] : [answer];
}

/** Where under `hostRoot` those of the host's paths lie that are there. */
export async function present(
  hostRoot: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const real = await Promise.all(paths.map((path) => hostPath(hostRoot, path)));
  const found = await Promise.all(real.map(pathExists));
  return real.filter((_, index) => found[index]);
}
