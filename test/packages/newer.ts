import { appendFileSync, cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { makePackage } from '../../packaging/nfpm.ts';
import { checkout } from '../lab/machine.ts';

const stages = join(checkout, 'dist/stages');
const target = join(checkout, 'dist/newer');
const architecture = process.arch === 'arm64' ? 'arm64' : 'amd64';

/** Makes dist/newer: this machine's packages, but of a later version with another config.yaml. */
export async function makeNewer(): Promise<void> {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target);
  const older = readdirSync(stages).find((name) => name.endsWith(architecture)) ?? '';
  const stage = join(stages, 'newer');
  cpSync(join(stages, older), stage, { recursive: true });
  appendFileSync(join(stage, 'config.yaml'), '\n# New in this version.\n#new: ""\n');
  for (const format of ['deb', 'rpm'] as const)
    await makePackage({ format, architecture, version: '99.0.0', stage, target, date: 0 });
}
