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
import type { Limits } from './within.ts';

/** The first is a link to the second on most machines. */
const dockerSockets = ['/var/run/docker.sock', '/run/docker.sock'];
const containerdSocket = '/run/containerd/containerd.sock';
const criSockets = [
  containerdSocket,
  '/run/k3s/containerd/containerd.sock',
  '/var/run/crio/crio.sock',
  '/run/cri-dockerd.sock',
];

export interface ContainerSource {
  readonly run: RunTool;
  readonly hostRoot: string;
  readonly limits: Limits;
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

async function askPodman({ hostRoot, run }: ContainerSource): Promise<readonly Answer[]> {
  // CRI-O keeps its containers in the same place, so podman itself need not be there.
  if (!(await pathExists(join(hostRoot, '/var/lib/containers/storage')))) return [];
  const answer = await answerOrError(podmanContainers(run));
  const missing = answer instanceof ProbeError && answer.reason === 'ToolMissing';
  return missing && !(await pathExists(join(hostRoot, '/usr/bin/podman'))) ? [] : [answer];
}

async function present(hostRoot: string, paths: readonly string[]): Promise<readonly string[]> {
  const real = await Promise.all(paths.map((path) => hostPath(hostRoot, path)));
  const found = await Promise.all(real.map(pathExists));
  return real.filter((_, index) => found[index]);
}
