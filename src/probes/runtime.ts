import { errorCode } from '../domain/error-code.ts';
import type { RuntimeAnswer, RuntimeName } from '../domain/probes.ts';
import { dockerSockets, present } from './containers.ts';
import { pingCri } from './grpc-ping.ts';
import { httpGet } from './http-get.ts';
import { type Limits, noAnswer, within } from './within.ts';

interface Runtime {
  readonly sockets: readonly string[];
  ping(socketPath: string, signal: AbortSignal): Promise<unknown>;
}

const runtimes: Readonly<Record<RuntimeName, Runtime>> = {
  docker: {
    sockets: dockerSockets,
    ping: (socketPath, signal) =>
      httpGet({ url: 'http://docker/_ping', socketPath, maxBytes: 1024, signal }),
  },
  containerd: {
    sockets: ['/run/containerd/containerd.sock', '/run/k3s/containerd/containerd.sock'],
    ping: pingCri,
  },
  crio: { sockets: ['/var/run/crio/crio.sock'], ping: pingCri },
};

export async function runtime(
  name: RuntimeName,
  { hostRoot, limits }: { readonly hostRoot: string; readonly limits: Limits },
): Promise<RuntimeAnswer> {
  const { sockets, ping } = runtimes[name];
  const [socketPath] = await present(hostRoot, sockets);
  if (socketPath === undefined) return { kind: 'absent' };
  return within<RuntimeAnswer>({ ...limits, late: noAnswer(limits) }, async (signal) => {
    try {
      await ping(socketPath, signal);
      return { kind: 'answers' };
    } catch (error) {
      return runtimeAnswerOf(error);
    }
  });
}

/** What it means that the question could not be put. */
export const runtimeAnswerOf = (error: unknown): RuntimeAnswer =>
  [error, error instanceof Error ? error.cause : undefined].some(isFullQueue)
    ? { kind: 'silent', detail: 'its queue of connections is full' }
    : { kind: 'absent' };

const isFullQueue = (error: unknown): boolean => errorCode(error) === 'EAGAIN';
