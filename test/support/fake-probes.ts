import type { FileAnswer, Probes } from '../../src/domain/probes.ts';
import { absentFile, textFile } from './facts.ts';

/** Answers what it is told to; any other question is a mistake of the check, and rejects loudly. */
export const fakeProbes = (answers: Partial<Probes> = {}): Probes => ({
  file: unexpected('file'),
  endOfFile: unexpected('endOfFile'),
  directory: unexpected('directory'),
  links: unexpected('links'),
  routes: unexpected('routes'),
  forwardingEntries: unexpected('forwardingEntries'),
  neighbour: unexpected('neighbour'),
  processes: unexpected('processes'),
  units: unexpected('units'),
  containers: unexpected('containers'),
  rules: unexpected('rules'),
  nftChain: unexpected('nftChain'),
  ping: unexpected('ping'),
  tcp: unexpected('tcp'),
  resolve: unexpected('resolve'),
  http: unexpected('http'),
  runtime: unexpected('runtime'),
  web: unexpected('web'),
  logTail: unexpected('logTail'),
  ownNode: unexpected('ownNode'),
  formerPeers: unexpected('formerPeers'),
  bootedAt: unexpected('bootedAt'),
  ...answers,
});

const unexpected =
  (probe: string) =>
  async (...args: readonly unknown[]): Promise<never> => {
    throw new Error(`nobody expected the question ${probe}(${JSON.stringify(args).slice(1, -1)})`);
  };

/** Files by path: their text, or another answer; any other is absent. */
export const fakeFiles =
  (files: Readonly<Record<string, string | FileAnswer>>): Probes['file'] =>
  async (path) => {
    const file = files[path] ?? absentFile(path);
    return typeof file === 'string' ? textFile(path, file) : file;
  };

/** Folders by path; any other is not there. */
export const fakeFolders =
  (folders: Readonly<Record<string, readonly string[]>>): Probes['directory'] =>
  async (path) =>
    folders[path] ?? [];
