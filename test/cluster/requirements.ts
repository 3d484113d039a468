import { run } from '../lab/command.ts';
import { installMissing, type Packages, packagesOfLab, whyNoLab } from '../lab/requirements.ts';
import { buildProgram, findPrograms } from './programs.ts';

const packages: Packages = { ...packagesOfLab, openssl: 'openssl' };

/** Why there can be no cluster on this machine, as a sentence; undefined if there can. */
export function whyNoCluster(): string | undefined {
  const obstacle = whyNoLab(packages);
  if (obstacle !== undefined) return obstacle;
  const programs = findPrograms();
  return 'missing' in programs
    ? `the cluster needs ${programs.missing.join(', ')}: in KUBEBUILDER_ASSETS or PATH, or built with Go by npm run test:cluster`
    : undefined;
}

/** Installs packages, and builds what is not there: the first time that takes a quarter of an hour. */
export async function makeWhatIsMissing(say: (line: string) => void): Promise<void> {
  await installMissing(say, packages);
  const programs = findPrograms();
  if (whyNoLab(packages) !== undefined || !('missing' in programs)) return;
  if ((await run(['sh', '-c', 'command -v go'])).code !== 0) return;
  for (const name of programs.missing) {
    say(`building ${name} (the first time all of them take a quarter of an hour)`);
    await buildProgram(name);
  }
}
