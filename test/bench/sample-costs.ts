import type { Costs } from './budgets.ts';
import type { Cost } from './cost.ts';
import type { ManyRounds } from './daemon-costs.ts';

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

const many = (rounds: number): ManyRounds => ({
  rounds,
  earlyMiB: 33,
  lateMiB: 34,
  restMiB: 30,
  cpuMs: 200,
  processes: 15,
});

/** Made up, and within all budgets. */
export const sampleCosts: Costs = {
  plain: node,
  crowded: node,
  daemon: {
    startMiB: 28,
    faultToPatchMs: 3_100,
    plain: many(200),
    peers: many(100),
    fake: many(10_000),
    survival: { v1: 0, v2: 'no such group' },
    healthy: { all: 22, writes: 11 },
    flapping: { all: 40, writes: 30 },
  },
};
