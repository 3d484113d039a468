// Makes dist/packages of dist/node-check: for each architecture a .deb, an .rpm and a .tar.gz, then
// an SBOM and checksums. Of the same sources and SOURCE_DATE_EPOCH it makes the same files.
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { checks } from '../src/checks/registry.ts';
import { optionsFor } from '../src/config/options.ts';
import { bundledPackages } from './bundled-packages.ts';
import { exampleConfig } from './example-config.ts';
import { packIntoNode } from './executable.ts';
import { sbom } from './sbom.ts';
import { thirdPartyLicenses } from './third-party-licenses.ts';

const { version } = manifest;
const root = join(import.meta.dirname, '..');
const output = join(root, 'dist/packages');
const nfpm = join(root, 'dist/nfpm');
const run = promisify(execFile);

/** As Node names it, and as Debian and Go do. */
const architectures = [
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
] as const;

/** The files of a package. */
export interface Stage {
  /** amd64 or arm64. */
  readonly architecture: string;
  /** Two levels below dist. */
  readonly folder: string;
}

/** Seconds since 1970: all times in the packages are this one. */
function sourceDate(): number {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  const committed = spawnSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' }).stdout;
  return Number(given ?? committed) || Math.floor(Date.now() / 1000);
}

function fillStage(nodeArchitecture: string, architecture: string, texts: Texts): Stage {
  const folder = join(root, 'dist/stages', `node-check-${version}-linux-${architecture}`);
  mkdirSync(folder, { recursive: true });
  for (const path of copied) copyFileSync(path, join(folder, basename(path)));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), 0o644);
  const executable = join(folder, 'node-check');
  if (nodeArchitecture === process.arch) copyFileSync('dist/node-check', executable);
  else packIntoNode('dist/node-check.mjs', nodeArchitecture, executable);
  chmodSync(executable, 0o755);
  return { architecture, folder };
}

/** By file name. */
type Texts = Readonly<Record<string, string>>;

const copied = [
  ...['README.md', 'CHANGELOG.md', 'LICENSE', 'packaging/nfpm/environment'],
  ...['systemd/node-check.service', 'systemd/50-node-check.preset'],
];

const buildNfpm = () =>
  run('go', [
    ...['build', '-C', join(root, 'packaging/nfpm'), '-trimpath', '-o', nfpm],
    'github.com/goreleaser/nfpm/v2/cmd/nfpm',
  ]);

/** Makes the package of that version in `target`, a folder. */
export const makePackage = async (
  format: 'deb' | 'rpm',
  { architecture, folder }: Stage,
  {
    version,
    target,
    date,
  }: { readonly version: string; readonly target: string; readonly date: number },
): Promise<void> => {
  const config = join(root, 'packaging/nfpm/nfpm.yaml');
  await run(nfpm, ['package', '--config', config, '--packager', format, '--target', target], {
    cwd: folder,
    env: { ARCH: architecture, VERSION: version, SOURCE_DATE_EPOCH: String(date) },
  });
};

async function makeArchive({ folder }: Stage, date: number): Promise<void> {
  const name = basename(folder);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const archive = join(output, `${name}.tar.gz`);
  const from = ['-C', join(folder, '..'), name];
  await run('tar', ['--sort=name', `--mtime=@${date}`, ...owner, '-czf', archive, ...from]);
}

/** As sha256sum has it. */
function writeChecksums(): void {
  const lines = readdirSync(output).map((name) => {
    const sum = createHash('sha256').update(readFileSync(join(output, name))).digest('hex');
    return `${sum}  ${name}\n`;
  });
  writeFileSync(join(output, 'SHA256SUMS'), lines.sort().join(''));
}

async function main(): Promise<void> {
  process.chdir(root);
  const date = sourceDate();
  for (const folder of [output, 'dist/stages']) rmSync(folder, { recursive: true, force: true });
  mkdirSync(output);
  const inside = bundledPackages(JSON.parse(readFileSync('dist/node-check.meta.json', 'utf8')));
  const texts = {
    'config.yaml': exampleConfig(optionsFor(checks)),
    'THIRD-PARTY-LICENSES.txt': thirdPartyLicenses(inside),
  };
  await buildNfpm();
  for (const names of architectures) {
    const stage = fillStage(...names, texts);
    await Promise.all([
      makePackage('deb', stage, { version, target: output, date }),
      makePackage('rpm', stage, { version, target: output, date }),
      makeArchive(stage, date),
    ]);
  }
  writeFileSync(join(output, 'node-check.sbom.json'), sbom(inside, new Date(date * 1000)));
  writeChecksums();
}

if (import.meta.main) await main();
