import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { run } from '../lab/command.ts';
import { folder } from './certificates.ts';
import type { ControlPlane } from './control-plane.ts';
import { kubectl, writeFiles } from './kubeconfig.ts';
import { cacheFolder, moduleFolder } from './programs.ts';
import { until } from './until.ts';

const module = 'prometheus-operator';
const types = 'github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1';
const group = 'monitoring.coreos.com';

/** Of its kinds those that our manifests have. */
const resources = ['podmonitors', 'prometheusrules'];

interface Definition {
  readonly metadata: { readonly name: string };
}

const file = (): string => join(cacheFolder(module), 'definitions.json');

/** Whether makeDefinitions has run on this machine. */
export const haveDefinitions = (): boolean => existsSync(file());

/** The CustomResourceDefinitions, out of prometheus-operator's Go types: into the cache. */
export async function makeDefinitions(): Promise<void> {
  const { code, stdout, stderr } = await run(
    [
      ...(['nice', 'go', 'tool', '-C', moduleFolder(module), 'controller-gen'] as const),
      ...['crd:maxDescLen=0', `paths=${types}`, 'output:stdout'],
    ],
    { deadlineMs: 15 * 60_000 },
  );
  if (code !== 0) throw new Error(`${module}'s kinds cannot be generated: ${stderr.trim()}`);
  const names = resources.map((resource) => `${resource}.${group}`);
  const items = parseAllDocuments(stdout)
    .map((document): Definition => document.toJS())
    .filter(({ metadata }) => names.includes(metadata.name));
  mkdirSync(cacheFolder(module), { recursive: true });
  const made = `${file()}.${process.pid}`;
  writeFileSync(made, JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  renameSync(made, file());
}

/** Resolves when the server has the kinds. */
export async function applyDefinitions(plane: ControlPlane): Promise<void> {
  const path = `${folder}/definitions.json`;
  writeFiles(plane.pid, { [path]: readFileSync(file(), 'utf8') });
  await kubectl(plane, 'apply', '--validate=strict', `--filename=${path}`);
  await kubectl(plane, 'wait', '--for=condition=Established', `--filename=${path}`);
  await until('the new kinds to be served', async () => {
    const { status, text } = await plane.api.ask({ path: `/apis/${group}/v1` });
    return status === 200 && resources.every((resource) => text.includes(`"name":"${resource}"`));
  });
}
