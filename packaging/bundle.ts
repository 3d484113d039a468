import { join } from 'node:path';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import manifest from '../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');

// The program reads its version from package.json, and nothing else: the rest stays out of the bundle.
const versionOnly: Plugin = {
  name: 'version-only',
  setup({ onLoad }) {
    onLoad({ filter: /package\.json$/ }, ({ path }) =>
      path === join(root, 'package.json')
        ? { contents: JSON.stringify({ version: manifest.version }), loader: 'json' }
        : undefined,
    );
  },
};

/** What only the official client's own requests need of its kubeconfig loader's imports. */
const unusedOfClient: Readonly<Record<string, readonly string[]>> = {
  './gen/index.js': ['createConfiguration', 'ServerConfiguration'],
  './middleware.js': ['setHeaderMiddleware'],
  './azure_auth.js': ['AzureAuth'],
  './exec_auth.js': ['ExecAuth'],
  './file_auth.js': ['FileAuth'],
  './gcp_auth.js': ['GoogleCloudPlatformAuth'],
  './oidc_auth.js': ['OpenIDConnectAuth'],
  'socks-proxy-agent': ['SocksProxyAgent'],
  socks: ['SocksClient'],
  hpagent: ['HttpProxyAgent', 'HttpsProxyAgent'],
};

// Half a megabyte of code that would be loaded with the loader, about 4 MiB of memory at the start.
const loaderOnly: Plugin = {
  name: 'loader-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, importer }) =>
      path in unusedOfClient && importer.endsWith('/@kubernetes/client-node/dist/config.js')
        ? { path, namespace: 'unused' }
        : undefined,
    );
    onLoad({ filter: /./, namespace: 'unused' }, ({ path }) => ({
      contents: (unusedOfClient[path] ?? []).map((name) => `export class ${name} {}`).join('\n'),
    }));
  },
};

/** Bundles a program for `packIntoNode`; `define` puts constants in the place of names. */
export async function bundleProgram(
  entry: string,
  outfile: string,
  define: BuildOptions['define'] = {},
): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    define,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    minify: true,
    legalComments: 'external',
    metafile: true,
    // Packages in CommonJS ask for node's own modules through require, which an ES module lacks.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [versionOnly, loaderOnly],
    logLevel: 'warning',
  });
  return metafile;
}
