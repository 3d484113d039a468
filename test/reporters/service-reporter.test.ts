import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { Report } from '../../src/domain/report.ts';
import { createServiceReporter } from '../../src/reporters/service-reporter.ts';
import { healthyReport, oneRootCause } from '../support/sample-report.ts';

const nothing = { conditions: [], withdrawn: [], transitions: [] };

function createSample(watchdogMs?: number) {
  const told: string[] = [];
  let now = 0;
  const reporter = createServiceReporter({
    manager: { watchdogMs, tell: async (...words) => void told.push(words.join(' ')) },
    intervalMs: 30_000,
    clock: { elapsed: () => now },
  });
  return {
    told,
    report: (report: Report | undefined) => reporter.report({ ...nothing, report }),
    flush: () => reporter.flush(new AbortController().signal),
    pass: (ms: number) => {
      now += ms;
    },
  };
}

t.test('systemd hears that the first round is over, and then what changes', async (t) => {
  const { told, report, flush } = createSample();
  for (const each of [undefined, healthyReport, healthyReport, oneRootCause]) report(each);
  await flush();
  t.strictSame(told, [
    'READY=1 STATUS=healthy',
    'READY=1 STATUS=unhealthy, BridgeOutsideSubnet',
    'STOPPING=1',
  ]);
});

t.test('the watchdog hears of us as long as rounds finish', async (t) => {
  const { told, report, flush, pass } = createSample(30);
  report(healthyReport);
  await sleep(60);
  t.strictSame(told.slice(0, 2), ['READY=1 STATUS=healthy', 'READY=1 WATCHDOG=1']);
  pass(120_000);
  const before = told.length;
  await sleep(60);
  t.equal(told.length, before);
  report({ ...healthyReport });
  await sleep(60);
  t.ok(told.length > before);
  await flush();
});

t.test('what is told of an earlier round is no round', async (t) => {
  const { told, report, flush, pass } = createSample(30);
  report(healthyReport);
  pass(90_000);
  report(healthyReport);
  pass(30_000);
  await sleep(60);
  t.strictSame(told, ['READY=1 STATUS=healthy']);
  await flush();
});

t.test('before the first round systemd hears that we live, not that we are ready', async (t) => {
  const { told, flush } = createSample(30);
  await sleep(60);
  t.ok(told.includes('WATCHDOG=1'));
  t.notOk(told.some((words) => words.includes('READY=1')));
  await flush();
});
