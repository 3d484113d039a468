import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { exitCodeOf, heatProblems, heatReporter, isHeatDone } from '../../src/cli/heat.ts';
import { createCommandRunner } from '../../src/clients/command.ts';
import { createStateStore } from '../../src/clients/state-store.ts';
import type { Standing } from '../../src/domain/standing.ts';
import type { HeatProgress } from '../../src/reporters/heat/heat-reporter.ts';
import { configOf } from '../support/config.ts';
import { type FakeHeat, fakeHeat } from '../support/fake-heat.ts';
import { standing } from '../support/kubernetes-reporting.ts';
import { healthyReport, oneRootCause } from '../support/sample-report.ts';
import { silentLogger as logger } from '../support/silent-logger.ts';
import { proxyServer } from '../support/web-servers.ts';

const { signal } = new AbortController();

const rounds = (report: typeof healthyReport): readonly Standing[] =>
  [0, 1_000].map((ms) =>
    standing({ report: { ...report, startedAt: new Date(ms) }, conditions: [] }),
  );

/** What becomes of these rounds on a node that was given a token in a file. */
async function tell(
  t: Test,
  { url, token }: Pick<FakeHeat, 'url' | 'token'>,
  {
    flags = {},
    told = rounds(healthyReport),
    waitMs = 0,
  }: {
    readonly flags?: Readonly<Record<string, string>>;
    readonly told?: readonly Standing[];
    readonly waitMs?: number;
  } = {},
): Promise<HeatProgress> {
  const hostRoot = t.testdir({ token: `${token}\n` });
  const config = configOf({
    'host-root': hostRoot,
    'heat.endpoint': url,
    'heat.token-file': '/token',
    'heat.required': 'pod-bridge',
    ...flags,
  });
  const commands = createCommandRunner({ logger, path: '' });
  const store = createStateStore({ directory: `${hostRoot}/state`, logger });
  const reporter = heatReporter(config, { commands, logger, store, docs: new Map() }, { waitMs });
  // A deadline of one millisecond is over then.
  await delay(5);
  for (const each of told) {
    reporter.report(each);
    await reporter.flush(signal);
  }
  return reporter.progress();
}

t.test('Heat is told with the token of the file, below the host root', async (t) => {
  const heat = await fakeHeat(t);
  t.match(await tell(t, heat), { health: 'healthy', delivery: 'delivered' });
  t.equal(heat.stack(), 'CREATE_COMPLETE');
});

t.test('the deadline is the nearest of the option and the wait', async (t) => {
  const broken = rounds(oneRootCause);
  for (const [flags, waitMs, stack] of [
    [{}, 0, 'CREATE_IN_PROGRESS'],
    [{ 'heat.deadline': '1h' }, 1, /^CREATE_FAILED/],
    [{ 'heat.deadline': '1ms' }, 3_600_000, /^CREATE_FAILED/],
    [{ 'heat.deadline': '1h' }, 3_600_000, 'CREATE_IN_PROGRESS'],
  ] as const) {
    const heat = await fakeHeat(t);
    await tell(t, heat, { flags, waitMs, told: broken });
    t.match(heat.stack(), stack);
  }
});

t.test("the node's proxy is asked for a Heat that is elsewhere", async (t) => {
  const proxy = await proxyServer(t);
  const url = 'http://heat.example:8004/v1/resources/handle/signal';
  const flags = { 'http-proxy': `http://127.0.0.1:${proxy.port}` };
  await tell(t, { url, token: 'a' }, { flags });
  t.same(
    proxy.asked.map(({ line }) => line),
    [`POST ${url}`],
  );
});

t.test('a file with authorities that is not there is a reason not to send', async (t) => {
  const over = new AbortController();
  const heat = await fakeHeat(t);
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const config = configOf({
    'host-root': t.testdir({ token: heat.token }),
    'heat.endpoint': heat.url.replace('http:', 'https:'),
    'heat.token-file': '/token',
    'heat.ca-file': '/absent.pem',
    'heat.required': 'pod-bridge',
  });
  const reporter = heatReporter(config, {
    commands: createCommandRunner({ logger, path: '' }),
    logger: { ...logger, warn: resolve },
    store: createStateStore({ directory: '', logger }),
    docs: new Map(),
  });
  for (const each of rounds(healthyReport)) reporter.report(each);
  t.match(await promise, { problem: /cannot read \/absent\.pem/ });
  const flushed = reporter.flush(over.signal);
  over.abort();
  await flushed;
});

const ends: readonly (readonly [
  Omit<HeatProgress, 'because'>,
  isDone: boolean,
  exitCode: number,
])[] = [
  [{ health: 'healthy', delivery: 'delivered', told: 'SUCCESS' }, true, 0],
  [{ health: 'healthy', delivery: 'none' }, true, 0],
  [{ health: 'healthy', delivery: 'open' }, false, 74],
  [{ health: 'healthy', delivery: 'impossible' }, true, 74],
  [{ health: 'healthy', delivery: 'delivered', told: 'FAILURE' }, true, 1],
  [{ health: 'unhealthy', delivery: 'delivered', told: 'FAILURE' }, true, 1],
  [{ health: 'unhealthy', delivery: 'open', told: 'FAILURE' }, false, 1],
  [{ health: 'unhealthy', delivery: 'open' }, false, 1],
  [{ health: 'unhealthy', delivery: 'none' }, false, 1],
  [{ health: 'unhealthy', delivery: 'delivered', told: 'SUCCESS' }, false, 1],
  [{ health: 'unknown', delivery: 'open' }, false, 2],
  [{ health: 'unknown', delivery: 'impossible' }, false, 2],
];

for (const [progress, isDone, exitCode] of ends) {
  const goesOn = isDone ? 'ends' : 'goes on';
  t.test(
    `${Object.values(progress).join(', ')}: waiting ${goesOn}, code ${exitCode}`,
    async (t) => {
      t.equal(isHeatDone({ ...progress, because: '' }), isDone);
      t.equal(exitCodeOf({ ...progress, because: '' }), exitCode);
    },
  );
}

for (const [progress, problems] of [
  [{ health: 'unknown', delivery: 'open' }, ['Heat was not told (so)']],
  [{ health: 'healthy', delivery: 'impossible' }, ['Heat was not told (so)']],
  [
    { health: 'unhealthy', delivery: 'open', told: 'FAILURE' },
    ['Heat may not have been told (so)'],
  ],
  [
    { health: 'healthy', delivery: 'delivered', told: 'FAILURE' },
    ['Heat was told of a failure before, and hears nothing else any more'],
  ],
  [{ health: 'unhealthy', delivery: 'delivered', told: 'FAILURE' }, []],
  [{ health: 'healthy', delivery: 'delivered', told: 'SUCCESS' }, []],
  [{ health: 'unhealthy', delivery: 'none' }, []],
] as const)
  t.test(
    `${Object.values(progress).join(', ')}: ${problems.length} lines for people`,
    async (t) => {
      t.strictSame(heatProblems({ ...progress, because: 'so' }), problems);
    },
  );
