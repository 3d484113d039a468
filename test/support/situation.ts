import { checks } from '../../src/checks/registry.ts';
import { reasonPages } from '../../src/domain/reason-pages.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import { type Deliveries, noDeliveries } from '../../src/reporters/deliveries.ts';
import type { Measured } from '../../src/reporters/http/metric.ts';
import { beginsAt, bridgeFault, condition, standing, transition } from './kubernetes-reporting.ts';
import { oneRootCause } from './sample-report.ts';

export const deliveries = (overrides: Partial<Deliveries> = {}): Deliveries => ({
  ...noDeliveries,
  ...overrides,
});

export const pages = reasonPages(checks, sharedReasons);

/** Before the first round; nobody is told. */
export const measured = (overrides: Partial<Measured> = {}): Measured => ({
  version: '1.2.3',
  standing: { report: undefined, conditions: [], withdrawn: [], transitions: [] },
  rounds: 0,
  roundAt: undefined,
  isStalled: false,
  now: beginsAt,
  cluster: undefined,
  heat: undefined,
  toolsStarted: 0,
  toolsRunning: 0,
  pages,
  own: { residentBytes: 0, anonymousBytes: undefined, cpuSeconds: 0, startedAt: beginsAt },
  ...overrides,
});

/** The bridge is wrong, the cluster knows, and Events are refused. */
export const faultySituation = (overrides: Partial<Measured> = {}): Measured =>
  measured({
    standing: standing({
      report: oneRootCause,
      conditions: [bridgeFault(), condition('DNSProblem')],
      transitions: [
        transition({ from: undefined, to: 'False', reason: 'NoFlannelProblem', message: 'fine' }),
        transition({ at: beginsAt + 60_000 }),
      ],
    }),
    rounds: 17,
    roundAt: beginsAt + 90_000,
    now: beginsAt + 102_000,
    cluster: {
      conditions: deliveries({ succeeded: 3, lastSuccessAt: beginsAt + 61_000 }),
      events: deliveries({
        failed: { ...noDeliveries.failed, forbidden: 2 },
        failing: 'forbidden',
      }),
      rival: false,
    },
    heat: {
      health: 'unhealthy',
      because: 'pod-bridge is broken',
      delivery: 'open',
      deliveries: deliveries({
        failed: { ...noDeliveries.failed, unreachable: 4 },
        failing: 'unreachable',
      }),
    },
    toolsStarted: 41,
    toolsRunning: 2,
    own: {
      residentBytes: 83_886_080,
      anonymousBytes: 31_457_280,
      cpuSeconds: 1.25,
      startedAt: beginsAt - 1_000,
    },
    ...overrides,
  });
