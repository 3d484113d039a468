import type { CommandRunner, RunTool } from '../clients/command.ts';
import type { Logger } from '../domain/logger.ts';
import type { Probes } from '../domain/probes.ts';
import { bootedAt } from './boot.ts';
import { containers } from './containers.ts';
import { resolve } from './dns.ts';
import { readHostFileEnd } from './file-end.ts';
import { readHostDirectory, readHostFile } from './files.ts';
import { forwardingEntries } from './forwarding-entries.ts';
import { http } from './http.ts';
import { ping } from './icmp.ts';
import { links } from './links.ts';
import { logTail } from './log-tail.ts';
import { neighbour } from './neighbours.ts';
import { nftChain } from './nft.ts';
import { processes } from './processes.ts';
import { routes } from './routes.ts';
import { createRules } from './rules.ts';
import { runtime } from './runtime.ts';
import { tcp } from './tcp.ts';
import { units } from './units.ts';
import { createWeb } from './web.ts';

export interface LiveProbesOptions {
  readonly commands: CommandRunner;
  /** Where the host's files are mounted; empty on the host itself. */
  readonly hostRoot: string;
  /** Its abort ends whatever is still being asked. */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** Bounds its own time. */
  readonly ownNode: Probes['ownNode'];
}

const timeoutMs = 3_000;
/** The routes of 5,000 nodes, or the links of 1,000 pods, are more than a runner's usual limit. */
const maxBytes = 4 * 1024 * 1024;
const neighbourTiming = { pollMs: 10, patienceMs: 4_000 };

/** The probes for one round on this machine. */
export function createLiveProbes(options: LiveProbesOptions): Probes {
  const { commands, hostRoot, signal } = options;
  const limits = { timeoutMs, signal };
  const run: RunTool = (file, args) => commands.run(file, args, { ...limits, maxBytes });
  const timed = timer(options.logger);
  const web = createWeb({ run, hostRoot, limits });

  return {
    // The kernel's files are those of our own namespaces, which are the host's in a host network.
    file: (path) => readHostFile(path.startsWith('/proc/') ? '' : hostRoot, path),
    endOfFile: (path) => readHostFileEnd(hostRoot, path),
    directory: (path) => readHostDirectory(hostRoot, path),
    links: () => links(run),
    routes: () => routes(run),
    forwardingEntries: (device) => forwardingEntries(run, device),
    neighbour: (address, device) => neighbour({ address, device }, { run, ...neighbourTiming }),
    processes: () => timed('processes', processes(hostRoot)),
    units: () => units(run, hostRoot),
    containers: () => timed('containers', containers({ run, hostRoot, limits })),
    runtime: (name) => timed('runtime', runtime(name, { hostRoot, limits })),
    rules: createRules(run),
    nftChain: (chain) => nftChain(run, chain),
    ping: (target) => ping(run, target),
    tcp: (host, port) => timed('tcp', tcp({ host, port }, limits)),
    resolve: (server, name) => timed('resolve', resolve({ server, name }, limits)),
    http: (url) => timed('http', http(url, limits)),
    web: (request) => timed('web', web(request)),
    logTail: (query) => timed('logTail', logTail(query, { run, hostRoot, limits })),
    ownNode: () => timed('ownNode', options.ownNode()),
    // A round by itself has none before it.
    formerPeers: async () => undefined,
    bootedAt: () => bootedAt(),
  };
}

/** Logs what takes time without being a command, and no arguments: a URL may hold a secret. */
const timer =
  (logger: Logger) =>
  async <T>(probe: string, answer: Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    try {
      return await answer;
    } finally {
      const durationMs = Math.round(performance.now() - startedAt);
      logger.debug({ probe, durationMs }, 'probe finished');
    }
  };
