/** One file of the CNI folder, as far as flannel is concerned. */
export interface CniConfig {
  readonly path: string;
  /** The network's name, such as cbr0. */
  readonly name: string;
  /** Types of its plugins, delegates included: flannel, portmap, … */
  readonly types: readonly string[];
  /** What the flannel plugin hands pods to; absent when flannel is none of the plugins. */
  readonly delegate?: { readonly type: string; readonly bridge: string };
}

/** Parses a .conf, .conflist or .json of the CNI folder; undefined when it is none. */
export function parseCniConfig(path: string, text: string): CniConfig | undefined {
  const root = objectOf(parseJson(text));
  if (root === undefined) return undefined;
  const plugins = pluginsOf(root);
  const types = plugins.flatMap((plugin) => stringOf(plugin['type']) ?? []);
  if (types.length === 0) return undefined;
  const flannel = plugins.find((plugin) => plugin['type'] === 'flannel');
  return {
    path,
    name: stringOf(root['name']) ?? '',
    types,
    ...(flannel !== undefined && { delegate: delegateOf(flannel) }),
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOf = (value: unknown): JsonObject | undefined => (isObject(value) ? value : undefined);

const listOf = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : [];

const stringOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The plugins of a list or a single configuration, and what Multus delegates to. */
function pluginsOf(root: JsonObject): readonly JsonObject[] {
  const own = 'plugins' in root ? listOf(root['plugins']) : [root];
  return own.flatMap((plugin) => [
    plugin,
    ...listOf(plugin['delegates']).flatMap((delegate) => [
      delegate,
      ...listOf(delegate['plugins']),
    ]),
  ]);
}

/** flannel's own defaults: the bridge plugin, on cni0. */
function delegateOf(flannel: JsonObject): { type: string; bridge: string } {
  const delegate = objectOf(flannel['delegate']) ?? {};
  return {
    type: stringOf(delegate['type']) ?? 'bridge',
    bridge: stringOf(delegate['bridge']) ?? 'cni0',
  };
}
