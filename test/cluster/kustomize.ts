import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { checkout } from '../lab/machine.ts';
import { folder } from './certificates.ts';
import type { ControlPlane } from './control-plane.ts';
import { kubectl, writeFiles } from './kubeconfig.ts';
import { applyDefinitions } from './prometheus-operator.ts';

export const components = ['admission', 'peers', 'prometheus', 'runtime-sockets'] as const;

export type Component = (typeof components)[number];

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** What comes of a kustomization as an operator writes one, as YAML. */
export async function kustomize(
  plane: ControlPlane,
  components: readonly Component[] = [],
): Promise<string> {
  const at = `${folder}/kustomization`;
  const ours = (path: string) => join(relative(at, checkout), 'packaging/kubernetes', path);
  const kustomization = {
    resources: [ours('base')],
    components: components.map((component) => ours(`components/${component}`)),
    images: [{ name: 'node-check', newName: 'registry.example/node-check', newTag: '0.1.0' }],
  };
  writeFiles(plane.pid, { [`${at}/kustomization.yaml`]: JSON.stringify(kustomization) });
  return kubectl(plane, 'kustomize', at);
}

const file = `${folder}/manifests.yaml`;

/** Returns what was applied. */
export async function applyKustomized(
  plane: ControlPlane,
  components: readonly Component[] = [],
): Promise<readonly Manifest[]> {
  if (components.includes('prometheus')) await applyDefinitions(plane);
  const text = await kustomize(plane, components);
  writeFiles(plane.pid, { [file]: text });
  await kubectl(plane, 'apply', '--validate=strict', `--filename=${file}`);
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** What the server has of what was applied last, in the same order. */
export async function readApplied(plane: ControlPlane): Promise<readonly Manifest[]> {
  const text = await kubectl(plane, 'get', `--filename=${file}`, '--output=json');
  const { items }: { readonly items: readonly Manifest[] } = JSON.parse(text);
  return items;
}
