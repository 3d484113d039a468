import t, { type Test } from 'tap';
import {
  createHttpReporter,
  type HttpReporterOptions,
} from '../../../src/reporters/http/http-reporter.ts';
import { pagePolicy } from '../../../src/reporters/http/page.ts';
import { beginsAt, keepingLogger, standing } from '../../support/kubernetes-reporting.ts';
import { oneRootCause } from '../../support/sample-report.ts';
import { deliveries, pages } from '../../support/situation.ts';

const intervalMs = 30_000;

async function listening(t: Test, sources: Partial<HttpReporterOptions['sources']> = {}) {
  let now = 0;
  const { promise: port, resolve } = Promise.withResolvers<number>();
  const { logger } = keepingLogger();
  const reporter = createHttpReporter({
    listen: { host: '127.0.0.1', port: 0 },
    logger: {
      ...logger,
      info(fields) {
        const { address } = fields as { readonly address: { readonly port: number } };
        resolve(address.port);
      },
    },
    clock: { now: () => beginsAt + now, elapsed: () => now },
    random: () => 0,
    version: '1.2.3',
    pages,
    intervalMs,
    sources: {
      kubernetes: () => undefined,
      heat: () => undefined,
      toolsStarted: () => 0,
      toolsRunning: () => 0,
      ...sources,
    },
  });
  t.teardown(() => reporter.close());
  const base = `http://127.0.0.1:${await port}`;
  return {
    reporter,
    pass(ms: number) {
      now += ms;
    },
    async ask(path: string) {
      const response = await fetch(`${base}${path}`);
      return { status: response.status, headers: response.headers, body: await response.text() };
    },
  };
}

t.test('before the first round it lives, and is not ready', async (t) => {
  const { ask } = await listening(t);
  t.match(await ask('/livez'), { status: 200, body: 'ok\n' });
  t.match(await ask('/readyz'), { status: 503, body: 'the first round is not over\n' });
  t.match(await ask('/'), { status: 200, body: 'The first round is not over yet.' });
  t.match(JSON.parse((await ask('/status')).body), { report: null });
  t.match(await ask('/metrics'), { status: 200, body: 'node_check_rounds_total 0\n' });
  t.match(await ask('/favicon.ico'), { status: 404 });
  t.match(await ask('/toString'), { status: 404 });
});

t.test('after it everything is told', async (t) => {
  const { ask, reporter, pass } = await listening(t, {
    kubernetes: () => ({
      deliveries: () => ({ conditions: deliveries({ succeeded: 3 }), events: deliveries() }),
      rival: true,
    }),
    heat: () => ({
      progress: () => ({ health: 'unhealthy', because: 'a fault', delivery: 'open' }),
      deliveries: () => deliveries({ failing: 'server' }),
    }),
    toolsStarted: () => 41,
    toolsRunning: () => 2,
  });
  reporter.report(standing({ report: oneRootCause }));
  pass(12_000);
  t.match(await ask('/readyz'), { status: 200, body: 'ok\n' });
  const page = await ask('/');
  t.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  t.equal(page.headers.get('content-security-policy'), pagePolicy);
  t.match(page.body, ', 12s ago: ');
  const status = await ask('/status');
  t.equal(status.headers.get('content-type'), 'application/json');
  t.match(JSON.parse(status.body), {
    report: { status: 'unhealthy' },
    cluster: { conditions: { succeeded: 3 }, rival: true },
    heat: { delivery: 'open' },
  });
  const { headers, body } = await ask('/metrics');
  t.equal(headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  for (const line of [
    'node_check_root_causes{check="pod-bridge",reason="BridgeOutsideSubnet",scope="node"} 1',
    'node_check_rounds_total 1',
    `node_check_last_round_timestamp_seconds ${beginsAt / 1_000}`,
    'node_check_tools_started_total 41',
    'node_check_tools_running 2',
    'node_check_delivery_failing{what="heat"} 1',
    'node_check_rival 1',
  ])
    t.match(body, `${line}\n`);
  t.match(body, /^process_resident_memory_bytes [1-9]/m);
});

t.test('what is told of an earlier round is no round', async (t) => {
  const { ask, reporter, pass } = await listening(t);
  reporter.report(standing({ report: undefined }));
  t.match(await ask('/readyz'), { status: 503 });
  reporter.report(standing({ report: oneRootCause }));
  pass(4 * intervalMs);
  reporter.report(standing({ report: oneRootCause }));
  t.match(await ask('/metrics'), { body: 'node_check_rounds_total 1\n' });
  t.match(await ask('/livez'), { status: 503, body: 'no round has finished for 120s\n' });
  t.match(await ask('/'), { body: 'Rounds do not finish any more' });
  t.match(JSON.parse((await ask('/status')).body), { stalled: true });
  reporter.report(standing({ report: { ...oneRootCause } }));
  t.match(await ask('/livez'), { status: 200 });
  t.match(await ask('/metrics'), { body: 'node_check_rounds_total 2\n' });
});

t.test('a first round that never ends is a stall too', async (t) => {
  const { ask, pass } = await listening(t);
  pass(4 * intervalMs - 1);
  t.match(await ask('/livez'), { status: 200 });
  pass(1);
  t.match(await ask('/livez'), { status: 503 });
});

t.test('a source that fails costs an answer, and not the others', async (t) => {
  const { ask } = await listening(t, {
    toolsStarted() {
      throw new Error('planted');
    },
  });
  t.match(await ask('/metrics'), { status: 500, body: 'internal error\n' });
  t.match(await ask('/livez'), { status: 200 });
});

t.test('at the end there is nothing to wait for', async (t) => {
  const { reporter } = await listening(t);
  await t.resolves(reporter.flush(new AbortController().signal));
});
