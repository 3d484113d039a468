import type { Probes } from '../domain/probes.ts';

/** Asks each question once, whoever asks it and whatever comes of it: checks share the answers. */
export function askOnce(probes: Probes): Probes {
  return {
    file: shared((path) => probes.file(path)),
    endOfFile: shared((path) => probes.endOfFile(path)),
    directory: shared((path) => probes.directory(path)),
    links: shared(() => probes.links()),
    routes: shared(() => probes.routes()),
    forwardingEntries: shared((device) => probes.forwardingEntries(device)),
    neighbour: shared((address, device) => probes.neighbour(address, device)),
    processes: shared(() => probes.processes()),
    units: shared(() => probes.units()),
    containers: shared(() => probes.containers()),
    runtime: shared((name) => probes.runtime(name)),
    rules: shared((query) => probes.rules(query)),
    nftChain: shared((chain) => probes.nftChain(chain)),
    ping: shared((target) => probes.ping(target)),
    tcp: shared((host, port) => probes.tcp(host, port)),
    resolve: shared((server, name) => probes.resolve(server, name)),
    http: shared((url) => probes.http(url)),
    web: shared((request) => probes.web(request)),
    logTail: shared((query) => probes.logTail(query)),
    ownNode: shared(() => probes.ownNode()),
    formerPeers: shared((seen) => probes.formerPeers(seen)),
    bootedAt: shared(() => probes.bootedAt()),
  };
}

function shared<Args extends readonly unknown[], Answer>(
  ask: (...args: Args) => Promise<Answer>,
): (...args: Args) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...args) => {
    const question = JSON.stringify(args, withSortedKeys);
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = ask(...args);
    answers.set(question, answer);
    // A check that fails halfway leaves answers behind that nobody waits for.
    answer.catch(() => {});
    return answer;
  };
}

/** Two queries are equal in whatever order their fields were written. */
const withSortedKeys = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort())
    : value;
