import { run } from '../lab/command.ts';
import { installMissing, type Packages, packagesOfLab, whyNoLab } from '../lab/requirements.ts';
import { buildProgram, findPrograms } from './programs.ts';
import { haveDefinitions, makeDefinitions } from './prometheus-operator.ts';

const packages: Packages = { ...packagesOfLab, openssl: 'openssl' };

/** Why there can be no cluster on this machine, as a sentence; undefined if there can. */
export function whyNoCluster(): string | undefined {
  const obstacle = whyNoLab(packages);
  if (obstacle !== undefined) return obstacle;
  const programs = findPrograms();
  if ('missing' in programs)
    return `the cluster needs ${programs.missing.join(', ')}: in KUBEBUILDER_ASSETS or PATH, or built with Go by npm run test:cluster`;
  return haveDefinitions()
    ? undefined
    : "the cluster needs prometheus-operator's kinds: generated with Go by npm run test:cluster";
}

/** Installs packages, and builds what is not there: the first time that takes a quarter of an hour. */
export async function makeWhatIsMissing(say: (line: string) => void): Promise<void> {
  await installMissing(say, packages);
  if (whyNoLab(packages) !== undefined || whyNoCluster() === undefined) return;
  if ((await run(['sh', '-c', 'command -v go'])).code !== 0) return;
  const programs = findPrograms();
  for (const name of 'missing' in programs ? programs.missing : []) {
    say(`building ${name} (the first time all of them take a quarter of an hour)`);
    await buildProgram(name);
  }
  if (haveDefinitions()) return;
  say("generating prometheus-operator's kinds");
  await makeDefinitions();
}
