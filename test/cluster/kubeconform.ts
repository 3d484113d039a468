import { run } from '../lab/command.ts';
import { onMachine } from '../lab/machine.ts';
import { folder } from './certificates.ts';
import type { ControlPlane } from './control-plane.ts';
import { writeFiles } from './kubeconfig.ts';

/** A part of JSON Schema, as OpenAPI and CustomResourceDefinitions have it. */
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

type Schemas = Readonly<Record<string, Schema>>;

/** What the API server publishes: a document for each group and version. */
interface Index {
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL: string }>>;
}

interface Document {
  readonly components?: { readonly schemas?: Schemas };
}

const schemaFolder = `${folder}/schemas`;

/** What this API server has, laid out as kubeconform looks for it. Returns the files' names. */
export async function writeSchemas({ api, pid }: ControlPlane): Promise<readonly string[]> {
  const files: Record<string, string> = {};
  const { paths } = await api.get<Index>('/openapi/v3');
  for (const [path, { serverRelativeURL }] of Object.entries(paths)) {
    const { components } = await api.get<Document>(serverRelativeURL);
    const schemas = mapped(components?.schemas ?? {}, closed);
    // References in it stay as they are.
    files[`${path}.json`] = JSON.stringify({ components: { schemas } });
    for (const [name, schema] of Object.entries(schemas))
      for (const kind of schema['x-kubernetes-group-version-kind'] ?? [])
        files[fileOf(kind)] = JSON.stringify({ $ref: `${path}.json#/components/schemas/${name}` });
  }
  writeFiles(
    pid,
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [`${schemaFolder}/${name}`, text]),
    ),
  );
  return Object.keys(files);
}

/** kubeconform's ResourceKind and KindSuffix. */
function fileOf({ group, version, kind }: GroupVersionKind): string {
  const [first = ''] = group.split('.');
  return `${[kind, first, version].filter((part) => part !== '').join('-')}.json`.toLowerCase();
}

/**
 * The API server drops fields that it does not know, and the schemas do not say so. What stands
 * under allOf, anyOf and oneOf is left alone: it restricts the same object, and does not name all.
 */
function closed(schema: Schema): Schema {
  const { properties, items, additionalProperties: others } = schema;
  const isOpen = others !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...schema,
    ...(properties && { properties: mapped(properties, closed) }),
    ...(properties && !isOpen && { additionalProperties: false }),
    ...(items && { items: closed(items) }),
    ...(typeof others === 'object' && { additionalProperties: closed(others) }),
  };
}

const mapped = (schemas: Schemas, change: (schema: Schema) => Schema): Schemas =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, change(schema)]));

export interface Judgement {
  /** All that are not valid. */
  readonly resources: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly msg: string;
  }[];
  readonly summary: {
    readonly valid: number;
    readonly invalid: number;
    readonly errors: number;
    readonly skipped: number;
  };
}

/** Manifests, as YAML, by the schemas that were written. */
export async function kubeconform(
  { pid, programs }: ControlPlane,
  manifests: string,
): Promise<Judgement> {
  const file = `${folder}/judged.yaml`;
  writeFiles(pid, { [file]: manifests });
  const { stdout, stderr } = await run(
    onMachine(pid, [
      ...([programs.kubeconform, '-strict', '-summary', '-output', 'json'] as const),
      ...['-schema-location', `${schemaFolder}/{{.ResourceKind}}{{.KindSuffix}}.json`, file],
    ]),
  );
  if (stdout === '') throw new Error(`kubeconform: ${stderr}`);
  return JSON.parse(stdout);
}
