import { hostname } from 'node:os';
import type { CommandRunner } from '../clients/command.ts';
import type { KubernetesClient } from '../clients/kubernetes.ts';
import { type AccessSource, createAccess } from '../clients/kubernetes-access.ts';
import { createKubernetesClient } from '../clients/kubernetes-client.ts';
import { collectNodeName } from '../clients/kubernetes-name.ts';
import { createOwnNodeCache } from '../clients/own-node-cache.ts';
import type { Config } from '../config/config.ts';
import type { Environment } from '../config/settle.ts';
import type { OwnNode } from '../domain/own-node.ts';
import type { Probes } from '../domain/probes.ts';
import { readHostFile } from '../probes/files.ts';
import { ownNode } from '../probes/own-node.ts';
import { systemClock } from './system-clock.ts';

/** For a program that logs in. */
const pluginMs = 10_000;
/** A round must not wait for an API server that is away. */
const ownNodeMs = 2_000;

/** What asks the Kubernetes API, wired together. */
export interface KubernetesParts {
  readonly access: AccessSource;
  readonly client: KubernetesClient;
  /** This node's name in Kubernetes, as far as it can be told now. */
  nodeName(probes: Pick<Probes, 'processes'>): Promise<string>;
  /** Takes 2 s at most. */
  ownNode(probes: Pick<Probes, 'processes'>, signal: AbortSignal): Promise<OwnNode | undefined>;
  /** Takes up what the API server has shown of this node. */
  onNode(node: OwnNode): void;
  /** Something contradicts what is known of this node: it may have been registered anew. */
  doubtNode(): void;
}

export function composeKubernetes(
  config: Config,
  {
    commands,
    environment,
  }: { readonly commands: CommandRunner; readonly environment: Environment },
): KubernetesParts {
  const { kubeconfig, kubernetesServer: server, hostRoot, instanceName } = config;
  const variables = Object.entries(environment).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const access = createAccess({
    kubeconfig,
    server,
    environment,
    readFile: (path) => readHostFile('', path),
    readHostFile: (path) => readHostFile(hostRoot, path),
    runPlugin: (file, args, env) =>
      commands.run(file, args, {
        timeoutMs: pluginMs,
        signal: new AbortController().signal,
        env: { ...Object.fromEntries(variables), ...env },
      }),
    clock: systemClock,
  });
  const client = createKubernetesClient({ access });
  const nodeName: KubernetesParts['nodeName'] = ({ processes }) =>
    collectNodeName({
      option: config.nodeName,
      instanceName,
      hostname: hostname(),
      access,
      processes,
    });
  const cache = createOwnNodeCache(systemClock);
  return {
    access,
    client,
    nodeName,
    ownNode: (probes, signal) =>
      cache.get(() =>
        ownNode({
          access,
          client,
          name: () => nodeName(probes),
          limits: { timeoutMs: ownNodeMs, signal },
        }),
      ),
    onNode: (node) => cache.put(node),
    doubtNode: () => cache.forget(),
  };
}
