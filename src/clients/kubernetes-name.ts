import { type NameHints, nodeNameOf } from '../domain/node-name.ts';
import type { ProcessTable } from '../domain/probes.ts';
import type { AccessSource } from './kubernetes-access.ts';

export interface NameSource extends Omit<NameHints, 'certificate' | 'processes'> {
  readonly access: AccessSource;
  processes(): Promise<ProcessTable>;
}

/** This node's name in Kubernetes, as far as it can be told now; asks no more than it needs. Never rejects. */
export async function collectNodeName({
  access,
  processes,
  ...known
}: NameSource): Promise<string> {
  const hints = { ...known, certificate: '', processes: [] };
  if (known.option !== '') return nodeNameOf(hints);
  const found = await access.find();
  const certificate = found.kind === 'access' ? (found.access.nodeName ?? '') : '';
  if (certificate !== '') return nodeNameOf({ ...hints, certificate });
  const table = await processes().catch(() => hints);
  return nodeNameOf({ ...hints, processes: table.processes });
}
