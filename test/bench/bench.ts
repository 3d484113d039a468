// `npm run bench`: what `--once` costs, beside the guide by hand; `-- --write` keeps it as a document.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { version } from '../../src/cli/version.ts';
import { type Lab, startLab, takeSteps } from '../lab/lab.ts';
import { checkout } from '../lab/machine.ts';
import { whyNotBuilt } from '../lab/node-check.ts';
import { whyNoLab } from '../lab/requirements.ts';
import { type Costs, isExceeded, spend } from './budgets.ts';
import { type Cost, sizeOf, timeOf } from './cost.ts';
import { budgetTable, costTable, renderPage } from './performance-page.ts';
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

const median = (figures: readonly number[]): number =>
  figures.toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

async function measure(): Promise<Costs> {
  const { lab, close } = await startLab({ backend: 'vxlan', bridge: 'cni0' });
  try {
    const plain = await costsOn(lab);
    await takeSteps(lab, 'n1', { node: `. "$LAB/../bench/crowd.sh"\ncrowd` });
    return { plain, crowded: await costsOn(lab) };
  } finally {
    await close();
  }
}

/** What the figures depend on. */
const setting = (): readonly (readonly [string, string])[] => [
  ['date', new Date().toISOString().slice(0, 10)],
  ['node-check', version],
  ['Node', process.version],
  ['processor', `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`],
  ['memory', `${(totalmem() / 2 ** 30).toFixed(0)} GiB`],
  ['kernel', release()],
  ['iptables', execFileSync('iptables', ['-V'], { encoding: 'utf8' }).trim()],
];

async function main(): Promise<void> {
  const obstacle = whyNoLab() ?? whyNotBuilt();
  if (obstacle !== undefined) throw new Error(obstacle);
  const costs = await measure();
  const spent = spend(costs);
  process.stdout.write(`${costTable(costs)}\n\n${budgetTable(spent)}\n`);
  if (process.argv.includes('--write')) {
    const page = renderPage({ setting: setting(), rounds, costs, spent });
    writeFileSync(join(checkout, 'docs/performance.md'), page);
  }
  if (spent.some(isExceeded)) process.exitCode = 1;
}

await main();
