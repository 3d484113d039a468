import { checks } from '../../src/checks/registry.ts';
import { reasonPages } from '../../src/domain/reason-pages.ts';
import { sharedReasons } from '../../src/domain/shared-reasons.ts';
import type { Measured } from '../../src/reporters/http/metric.ts';
import type { Deliveries } from '../../src/reporters/kubernetes/lane.ts';
import { beginsAt, bridgeFault, condition, standing, transition } from './kubernetes-reporting.ts';
import { oneRootCause } from './sample-report.ts';

export const deliveries = (overrides: Partial<Deliveries> = {}): Deliveries => ({
  succeeded: 0,
  failed: {
    unreachable: 0,
    credentials: 0,
    forbidden: 0,
    notFound: 0,
    conflict: 0,
    throttled: 0,
    server: 0,
    invalid: 0,
  },
  lastSuccessAt: undefined,
  failing: undefined,
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
        failed: { ...deliveries().failed, forbidden: 2 },
        failing: 'forbidden',
      }),
      rival: false,
    },
    heat: { health: 'unhealthy', because: 'pod-bridge is broken', delivery: 'open' },
    toolsStarted: 41,
    own: {
      residentBytes: 83_886_080,
      anonymousBytes: 31_457_280,
      cpuSeconds: 1.25,
      startedAt: beginsAt - 1_000,
    },
    ...overrides,
  });
