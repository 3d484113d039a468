// `npm run bench`: what `--once` costs, beside the guide by hand, and what the daemon costs; `-- --write`
// keeps it as a document.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleProgram } from '../../packaging/bundle.ts';
import { packIntoNode } from '../../packaging/executable.ts';
import { version } from '../../src/cli/version.ts';
import { type Lab, startLab, takeSteps } from '../lab/lab.ts';
import { checkout } from '../lab/machine.ts';
import { whyNotBuilt } from '../lab/node-check.ts';
import { whyNoLab } from '../lab/requirements.ts';
import { type Costs, isExceeded, spend } from './budgets.ts';
import { type Cost, sizeOf, timeOf } from './cost.ts';
import { faultToPatch, manyRounds, packed, simulated, survive } from './daemon-costs.ts';
import { median } from './median.ts';
import {
  budgetTable,
  costTable,
  daemonTable,
  renderPage,
  roundsTable,
} from './performance-page.ts';
import { type Subject, subjectNames, subjects } from './subjects.ts';

const rounds = 9;

/** Every program has its turn in every round, so that a busy minute hits them all. */
async function costsOn(lab: Lab): Promise<Readonly<Record<Subject, Cost>>> {
  const samples = subjectNames.map((name) => ({ name, costs: [] as Cost[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, costs } of samples) {
      const argv = subjects[name];
      costs.push({ ...(await sizeOf(lab, argv)), ...(await timeOf(lab, argv)) });
    }
  }
  const medians = samples.map(({ name, costs }) => [name, medianCost(costs)] as const);
  // There is a sample for each name.
  return Object.fromEntries(medians) as Record<Subject, Cost>;
}

const medianCost = (costs: readonly Cost[]): Cost => ({
  wallMs: median(costs.map(({ wallMs }) => wallMs)),
  cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  processes: median(costs.map(({ processes }) => processes)),
  anonymousMiB: median(costs.map(({ anonymousMiB }) => anonymousMiB)),
});

async function measure(): Promise<Costs> {
  const { lab, close } = await startLab({ backend: 'vxlan', bridge: 'cni0' });
  const makeIt = (what: string) =>
    takeSteps(lab, 'n1', { node: `. "$LAB/../bench/crowd.sh"\n${what}` });
  try {
    const plain = await costsOn(lab);
    const starts = [await faultToPatch(lab), await faultToPatch(lab), await faultToPatch(lab)];
    // Nothing of the other node's rounds is a time.
    const [real, survived] = await Promise.all([
      manyRounds(lab, 'n1', { kind: 'real', rounds: 200 }),
      survive(lab, 'n2'),
    ]);
    await makeIt('crowd');
    const crowded = await costsOn(lab);
    await makeIt('peers');
    const daemon = {
      startMiB: median(starts.map(({ startMiB }) => startMiB)),
      faultToPatchMs: median(starts.map(({ faultToPatchMs }) => faultToPatchMs)),
      plain: real,
      peers: await manyRounds(lab, 'n1', { kind: 'real', rounds: 100 }),
      ...survived,
      ...(await simulated()),
    };
    return { plain, crowded, daemon };
  } finally {
    await close();
  }
}

/** As node-check is packed; what it reads of the fixtures it still finds. */
async function packRounds(): Promise<void> {
  const fixtures = pathToFileURL(join(checkout, 'test/support/fixture.ts'));
  await bundleProgram('test/bench/rounds.ts', `${packed}.mjs`, {
    'import.meta.url': JSON.stringify(fixtures),
  });
  packIntoNode(`${packed}.mjs`, process.arch, packed);
}

/** What the figures depend on. */
const setting = (): readonly (readonly [string, string])[] => [
  ['date', new Date().toISOString().slice(0, 10)],
  ['node-check', version],
  ['Node', process.version],
  ['processor', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`],
  ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
  ['kernel', release().replace(/-.*/, '')],
  ['iptables', execFileSync('iptables', ['-V'], { encoding: 'utf8' }).trim()],
];

async function main(): Promise<void> {
  const obstacle = whyNoLab() ?? whyNotBuilt();
  if (obstacle !== undefined) throw new Error(obstacle);
  process.chdir(checkout);
  await packRounds();
  const costs = await measure();
  const spent = spend(costs);
  process.stdout.write(
    `${[costTable, roundsTable, daemonTable].map((show) => show(costs)).join('\n\n')}\n\n${budgetTable(spent)}\n`,
  );
  if (process.argv.includes('--write')) {
    const page = renderPage({ setting: setting(), rounds, costs, spent });
    writeFileSync(join(checkout, 'docs/performance.md'), page);
  }
  if (spent.some(isExceeded)) process.exitCode = 1;
}

await main();
