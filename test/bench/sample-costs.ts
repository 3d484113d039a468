import type { Costs } from './budgets.ts';
import type { Cost } from './cost.ts';

const cost = (wallMs: number, cpuMs: number): Cost => ({
  wallMs,
  cpuMs,
  processes: 10,
  anonymousMiB: 30.04,
});

const node = {
  'node -e 0': cost(30, 30),
  'node-check --version': cost(60, 60),
  'the guide by hand': cost(100, 50),
  'node-check --once, local checks': cost(250, 280),
  'node-check --once': cost(300, 330),
};

/** Made up, and within all budgets. */
export const sampleCosts: Costs = { plain: node, crowded: node };
