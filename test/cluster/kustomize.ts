import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { checkout } from '../lab/machine.ts';
import { folder } from './certificates.ts';
import type { ControlPlane } from './control-plane.ts';
import { kubectl, writeFiles } from './kubeconfig.ts';

export type Component = 'admission' | 'prometheus' | 'runtime-sockets';

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

/** What comes of a kustomization as an operator writes one. */
export async function kustomized(
  plane: ControlPlane,
  components: readonly Component[] = [],
): Promise<readonly Manifest[]> {
  const at = `${folder}/kustomization`;
  const ours = (path: string) => join(relative(at, checkout), 'packaging/kubernetes', path);
  const kustomization = {
    resources: [ours('base')],
    components: components.map((component) => ours(`components/${component}`)),
    images: [{ name: 'node-check', newName: 'registry.example/node-check', newTag: '0.1.0' }],
  };
  writeFiles(plane.pid, { [`${at}/kustomization.yaml`]: JSON.stringify(kustomization) });
  const text = await kubectl(plane, 'kustomize', at);
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** prometheus-operator's kinds are left out: this server does not have them. Returns what was applied. */
export async function applyKustomized(
  plane: ControlPlane,
  components: readonly Component[] = [],
): Promise<readonly Manifest[]> {
  const items = (await kustomized(plane, components)).filter(
    ({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'),
  );
  const file = `${folder}/manifests.json`;
  writeFiles(plane.pid, { [file]: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
  await kubectl(plane, 'apply', '--validate=strict', `--filename=${file}`);
  return items;
}
