import type { Process } from './probes.ts';
import { findKubelet, findKubeProxy, flagValue } from './process-flags.ts';

/** What may tell this node's name in Kubernetes. An empty text says nothing. */
export interface NameHints {
  /** What the operator has said. */
  readonly option: string;
  /** The name that the kubelet's certificate gives it. */
  readonly certificate: string;
  readonly processes: readonly Process[];
  /** What Magnum called the machine. */
  readonly instanceName: string;
  readonly hostname: string;
}

/** The name by the surest hint. Only the operator and the certificate are taken at their word. */
export function nodeNameOf({
  option,
  certificate,
  processes,
  instanceName,
  hostname,
}: NameHints): string {
  const overrides = [findKubelet(processes), findKubeProxy(processes)].map(
    (process) => flagValue(process?.args ?? [], 'hostname-override') ?? '',
  );
  const guesses = [...overrides, instanceName].map(asRegistered).filter(isNodeName);
  return (
    [option, certificate, ...guesses, asRegistered(hostname)].find((name) => name !== '') ?? ''
  );
}

/** The kubelet registers its host's name, or what it is given instead, in this form. */
const asRegistered = (name: string): string => name.trim().toLowerCase();

const isNodeName = (name: string): boolean => /^[a-z0-9][a-z0-9.-]{0,252}$/.test(name);
