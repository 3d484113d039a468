// Makes dist/packages of the program that was built last: for each architecture a .deb, an .rpm and
// a .tar.gz, then a bill of materials and checksums. Of the same sources and SOURCE_DATE_EPOCH it
// makes the same files.
import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../package.json' with { type: 'json' };
import { bundledPackages } from './bundled-packages.ts';
import { buildNfpm, makePackage } from './nfpm.ts';
import { sbom } from './sbom.ts';
import { fillStage } from './stage.ts';

const root = join(import.meta.dirname, '..');
const stages = join(root, 'dist/stages');
const target = join(root, 'dist/packages');
const { version } = manifest;

/** Seconds since 1970: that of the last commit, if nobody says another. */
function sourceDate(): number {
  const { SOURCE_DATE_EPOCH: given } = process.env;
  const committed = spawnSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' }).stdout;
  return Number(given ?? committed) || Math.floor(Date.now() / 1000);
}

async function makeArchive(stage: string, date: number): Promise<void> {
  const archive = join(target, `${basename(stage)}.tar.gz`);
  const owner = ['--owner=0', '--group=0', '--numeric-owner'];
  const from = ['-C', dirname(stage), basename(stage)];
  const flags = ['--sort=name', `--mtime=@${date}`, ...owner, '-czf', archive, ...from];
  await promisify(execFile)('tar', flags);
}

/** As sha256sum has it. */
function checksum(name: string): string {
  const content = readFileSync(join(target, name));
  return `${createHash('sha256').update(content).digest('hex')}  ${name}\n`;
}

process.chdir(root);
for (const folder of [stages, target]) rmSync(folder, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const date = sourceDate();
const inside = bundledPackages();
await buildNfpm();
for (const architecture of ['amd64', 'arm64'] as const) {
  const stage = join(stages, `node-check-${version}-linux-${architecture}`);
  fillStage(stage, architecture);
  const options = { architecture, version, stage, target, date };
  await Promise.all([
    makePackage({ ...options, format: 'deb' }),
    makePackage({ ...options, format: 'rpm' }),
    makeArchive(stage, date),
  ]);
}
writeFileSync(join(target, 'node-check.sbom.json'), sbom(inside, new Date(date * 1000)));
writeFileSync(join(target, 'SHA256SUMS'), readdirSync(target).sort().map(checksum).join(''));
