import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePackage } from '../../packaging/packages.ts';
import { checkout } from '../lab/machine.ts';

const stages = join(checkout, 'dist/stages');
const target = join(checkout, 'dist/newer');
const architecture = process.arch === 'x64' ? 'amd64' : process.arch;

/** Makes dist/newer: this machine's packages, but of a later version with another config.yaml. */
export async function makeNewer(): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  const folder = join(stages, 'newer');
  const stage = readdirSync(stages).find((name) => name.endsWith(`-${architecture}`)) ?? '';
  cpSync(join(stages, stage), folder, { recursive: true });
  appendFileSync(join(folder, 'config.yaml'), '\n# New in this version.\n#new: ""\n');
  mkdirSync(target);
  const options = { version: '99.0.0', target, date: 0 };
  for (const format of ['deb', 'rpm'] as const)
    await makePackage(format, { architecture, folder }, options);
}
