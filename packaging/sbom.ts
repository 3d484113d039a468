import { execFileSync } from 'node:child_process';
import manifest from '../package.json' with { type: 'json' };
import type { BundledPackage } from './bundled-packages.ts';

/** What we touch of a CycloneDX document. */
interface Bom {
  /** Another each time. */
  readonly serialNumber?: string;
  readonly metadata: { readonly component: object };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly Dependency[];
}

interface Dependency {
  readonly ref: string;
  readonly dependsOn: readonly string[];
}

const ownRef = `${manifest.name}@${manifest.version}`;
const nodeVersion = process.versions.node;

// As vulnerability databases know it, which is not by the package of npm that brings it here.
const node = {
  'bom-ref': `node@${nodeVersion}`,
  type: 'platform',
  name: 'node',
  version: nodeVersion,
  purl: `pkg:generic/node@${nodeVersion}`,
  cpe: `cpe:2.3:a:nodejs:node.js:${nodeVersion}:*:*:*:*:*:*:*`,
};

/**
 * What the executable is made of, as CycloneDX: Node, and of npm's packages those in the bundle.
 * `npm sbom --omit=dev` has dozens of which nothing is bundled, and lacks those that a tool for
 * development needs as well.
 */
export function sbom(packages: readonly BundledPackage[], date: Date): string {
  const { serialNumber, metadata, components, dependencies, ...bom } = bomOfLockFile();
  const inside = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const bundled = components.filter((component) => inside.has(component['bom-ref']));
  if (bundled.length !== inside.size) throw new Error('npm sbom lacks something that is bundled');
  const document = {
    ...bom,
    metadata: {
      ...metadata,
      timestamp: date.toISOString(),
      component: { ...metadata.component, name: manifest.name },
    },
    components: [node, ...bundled],
    dependencies: dependencies
      .filter(({ ref }) => ref === ownRef || inside.has(ref))
      .map((dependency) => withoutOthers(dependency, inside)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function bomOfLockFile(): Bom {
  const flags = ['--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const bom: unknown = JSON.parse(execFileSync('npm', ['sbom', ...flags], { encoding: 'utf8' }));
  if (isBom(bom)) return bom;
  throw new Error('npm sbom prints something else');
}

const isBom = (value: unknown): value is Bom =>
  typeof value === 'object' &&
  value !== null &&
  ['metadata', 'components', 'dependencies'].every((key) => key in value);

const withoutOthers = (
  { ref, dependsOn }: Dependency,
  inside: ReadonlySet<string>,
): Dependency => ({
  ref,
  dependsOn: [
    ...(ref === ownRef ? [node['bom-ref']] : []),
    ...dependsOn.filter((other) => inside.has(other)),
  ],
});
