import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { handleOfCurl, noHandle } from '../../../src/domain/heat/handle.ts';
import type { FileAnswer } from '../../../src/domain/probes.ts';
import { contradiction } from '../../../src/domain/reason-docs.ts';
import type { Report } from '../../../src/domain/report.ts';
import type { Standing } from '../../../src/domain/standing.ts';
import { unhealthy, unknown } from '../../../src/domain/verdict.ts';
import { noDeliveries } from '../../../src/reporters/deliveries.ts';
import {
  createHeatReporter,
  type HeatReporter,
  type HeatReporterOptions,
} from '../../../src/reporters/heat/heat-reporter.ts';
import { curlOf } from '../../support/heat-handles.ts';
import { createHeatScene, type HeatScene } from '../../support/heat-scene.ts';
import { standing } from '../../support/kubernetes-reporting.ts';
import { healthyReport, oneRootCause } from '../../support/sample-report.ts';

const minute = 60_000;

const page = { ...contradiction, cause: '', confirm: '', remedy: '', reference: '', causes: [] };

const policy: HeatReporterOptions['policy'] = {
  required: ['pod-bridge'],
  node: { flannel: 'auto', kubeProxy: 'auto', external: 'auto' },
  docs: new Map([['BridgeOutsideSubnet', page]]),
  failEarly: false,
};

const noFile = async (path: string): Promise<FileAnswer> => ({ kind: 'absent', path });

/** A node-check on the node; each is a process of its own with the same state. */
function start(scene: HeatScene, changes: Partial<HeatReporterOptions> = {}): HeatReporter {
  const { heat, time, options } = scene;
  const magnum = handleOfCurl(curlOf(heat.url, heat.token));
  return createHeatReporter({
    ...options(),
    sources: { endpoint: '', tokenFile: '', signedUrlFile: '', magnum },
    readFile: noFile,
    policy,
    deadlineMs: 0,
    pause: time.pause,
    ...changes,
  });
}

const well = (): Standing => standing({ report: healthyReport, conditions: [] });

/** The bridge is wrong; each call is another round. */
function unwell({ time }: HeatScene, report: Report = oneRootCause): Standing {
  return standing({ report: { ...report, startedAt: new Date(time.now()) }, conditions: [] });
}

const undecided: Report = {
  ...healthyReport,
  results: healthyReport.results.map((result) => ({
    ...result,
    verdict: unknown('ToolMissing', 'there is no ip'),
  })),
};

const forever = (): AbortSignal => new AbortController().signal;

/** Two rounds that agree, half a minute apart, and what they lead to. */
async function unwellAt(scene: HeatScene, reporter: HeatReporter, atMs: number): Promise<void> {
  scene.time.pass(atMs - scene.time.elapsed() - minute / 2);
  reporter.report(unwell(scene));
  await reporter.flush(forever());
  scene.time.pass(minute / 2);
  reporter.report(unwell(scene));
  await reporter.flush(forever());
}

const messages = ({ lines }: HeatScene) => lines.map(({ level, message }) => `${level} ${message}`);

t.test('that Heat was out of reach a moment ago is no failure of the node', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene, { policy: { ...policy, required: ['external-http'] } });
  const subject = `${new URL(scene.heat.url).origin}/`;
  const verdict = unhealthy({ reason: 'HttpUnreachable', subject, message: 'refused' });
  const results = [
    { name: 'external-http', condition: 'ExternalNetworkProblem', verdict, durationMs: 1 },
  ] as const;
  reporter.report(standing({ report: { ...healthyReport, results }, conditions: [] }));
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
});

t.test('a healthy node is signalled at once', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  t.same(reporter.progress(), {
    health: 'unknown',
    because: 'no round has ended yet',
    delivery: 'open',
  });
  t.same(reporter.deliveries(), noDeliveries);
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
  t.match(
    [...scene.heat.entries],
    [
      [
        'node-check:n1',
        {
          status: 'SUCCESS',
          reason: 'healthy, 1 of 1 required checks pass (n1)',
          data: { node: 'n1', status: 'healthy' },
        },
      ],
    ],
  );
  t.match(reporter.progress(), { health: 'healthy', delivery: 'delivered', told: 'SUCCESS' });
  t.match(reporter.deliveries(), { succeeded: 1, failing: undefined });
});

t.test('nothing is sent twice, but for the one repetition', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  reporter.report(well());
  while (scene.heat.requests.length < 2) await delay(1);
  t.same(scene.time.pauses, [120_000]);
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.requests.length, 2);
  t.equal(scene.heat.stack(2), 'CREATE_IN_PROGRESS');
});

t.test('a restart says nothing again', async (t) => {
  const scene = await createHeatScene(t);
  for (let process = 0; process < 3; process += 1) {
    const reporter = start(scene);
    reporter.report(well());
    await reporter.flush(forever());
    t.match(reporter.progress(), { delivery: 'delivered' });
  }
  t.equal(scene.heat.requests.length, 1);
});

t.test('an unhealthy node is told at the deadline, with its root cause', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  await unwellAt(scene, reporter, 49 * minute);
  t.equal(scene.heat.requests.length, 0);
  t.match(reporter.progress(), { health: 'unhealthy', delivery: 'open' });
  await unwellAt(scene, reporter, 50 * minute);
  t.equal(
    scene.heat.stack(),
    'CREATE_FAILED BridgeOutsideSubnet docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24 (n1)',
  );
  t.match(reporter.progress(), { health: 'unhealthy', delivery: 'delivered', told: 'FAILURE' });
});

t.test('after a FAILURE nothing else is said, also when the node gets well', async (t) => {
  const scene = await createHeatScene(t);
  await unwellAt(scene, start(scene), 50 * minute);
  const next = start(scene);
  next.report(well());
  await next.flush(forever());
  t.match(scene.heat.stack(), /^CREATE_FAILED/);
  t.match(next.progress(), { health: 'healthy', delivery: 'delivered', told: 'FAILURE' });
});

t.test('trouble for a while, and then health, is a success', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  await unwellAt(scene, reporter, 20 * minute);
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
});

t.test('an own deadline counts from the start, and may come first', async (t) => {
  const scene = await createHeatScene(t);
  scene.time.pass(5 * minute);
  const reporter = start(scene, { deadlineMs: 10 * minute });
  await unwellAt(scene, reporter, 14 * minute);
  t.equal(scene.heat.requests.length, 0);
  await unwellAt(scene, reporter, 15 * minute);
  t.match(scene.heat.stack(), /^CREATE_FAILED/);
});

t.test('what waiting cannot mend is told at once where that is wanted', async (t) => {
  const scene = await createHeatScene(t);
  const docs = new Map([['BridgeOutsideSubnet', { ...page, permanent: true }]]);
  await unwellAt(scene, start(scene, { policy: { ...policy, docs, failEarly: true } }), minute);
  t.match(scene.heat.stack(), /^CREATE_FAILED/);
});

t.test('what is only unknown is never a failure; that the credential ends is said', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  for (const at of [0, 46, 48, 52, 61, 70, 721, 722]) {
    scene.time.pass(at * minute - scene.time.elapsed());
    reporter.report(unwell(scene, undecided));
    await reporter.flush(forever());
  }
  t.equal(scene.heat.requests.length, 0);
  t.same(messages(scene), [
    'warn the credential for Heat ends soon, and has not served yet',
    'error the credential for Heat has ended before it could serve',
    'info Heat does not wait for this node any more',
  ]);
  t.match(scene.lines[0]?.fields, {
    because: 'pod-bridge, ToolMissing there is no ip',
    endsAt: new Date('2026-11-21T09:00:00Z'),
  });
  t.match(reporter.progress(), { health: 'unknown', delivery: 'none' });
});

t.test('a credential that should have ended is tried, and then nobody waits', async (t) => {
  const scene = await createHeatScene(t);
  scene.time.pass(11 * 60 * minute);
  const late = start(scene);
  late.report(well());
  await late.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');

  const other = await createHeatScene(t);
  other.time.pass(13 * 60 * minute);
  const tooLate = start(other);
  tooLate.report(well());
  await tooLate.flush(forever());
  t.equal(other.heat.requests.length, 0);
});

t.test('a clock that is behind makes no deadline', async (t) => {
  const scene = await createHeatScene(t);
  scene.time.pass(-365 * 24 * 60 * minute);
  const reporter = start(scene);
  await unwellAt(scene, reporter, scene.time.elapsed() + 5 * minute);
  t.equal(scene.heat.requests.length, 0);
  t.same(messages(scene), []);
});

t.test('a token that tells nothing of its age makes no deadline', async (t) => {
  const scene = await createHeatScene(t);
  const magnum = handleOfCurl(curlOf(scene.heat.url, '0f4a1c5de2f64c1c9a3a6f5c61f5f6a0'));
  const sources = { endpoint: '', tokenFile: '', signedUrlFile: '', magnum };
  const reporter = start(scene, { sources });
  await unwellAt(scene, reporter, 59 * minute);
  t.equal(scene.heat.requests.length, 0);
  await unwellAt(scene, reporter, 12 * 60 * minute + 2 * minute);
  t.same(messages(scene), ['info Heat does not wait for this node any more']);
});

t.test('while Heat is away the newest state waits, and is told when it is back', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  scene.heat.behave((response) => {
    if (scene.heat.requests.length > 5) scene.heat.behave(undefined);
    response.writeHead(404).end();
  });
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
  t.same(scene.time.pauses, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
});

t.test('what was decided and could not be told may change', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  scene.heat.behave((response) => {
    response.writeHead(404).end();
    reporter.report(well());
    scene.heat.behave(undefined);
  });
  await unwellAt(scene, reporter, 50 * minute);
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
});

t.test('what may have been told is told again only while it holds', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  scene.heat.behave((response) => {
    response.writeHead(503).end();
    reporter.report(unwell(scene));
  });
  reporter.report(well());
  await reporter.flush(forever());
  t.match(reporter.progress(), { health: 'unhealthy', delivery: 'open', told: 'SUCCESS' });
  scene.heat.behave(undefined);
  await unwellAt(scene, reporter, 50 * minute);
  t.equal(scene.heat.requests.length, 1, 'no FAILURE after a SUCCESS that may have arrived');
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
});

t.test('a FAILURE that may have arrived waits for evidence after a restart', async (t) => {
  const scene = await createHeatScene(t);
  const over = new AbortController();
  scene.heat.behave(() => over.abort());
  const reporter = start(scene, { deadlineMs: 1 });
  reporter.report(unwell(scene));
  scene.time.pass(minute);
  reporter.report(unwell(scene));
  await reporter.flush(over.signal);
  t.match(reporter.progress(), { told: 'FAILURE', delivery: 'open' });
  scene.heat.behave(undefined);
  const next = start(scene);
  for (const given of [standing({ report: undefined }), unwell(scene, undecided)]) {
    next.report(given);
    await next.flush(forever());
    t.equal(scene.heat.requests.length, 1);
  }
  next.report(unwell(scene));
  await next.flush(forever());
  t.match(scene.heat.stack(), /^CREATE_FAILED/);
});

t.test('a refused credential is given up', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  scene.heat.expire();
  for (let round = 0; round < 2; round += 1) {
    reporter.report(well());
    await reporter.flush(forever());
  }
  t.equal(scene.heat.requests.length, 3);
  t.match(reporter.progress(), { health: 'healthy', delivery: 'impossible' });
  t.match(reporter.deliveries(), { failed: { credentials: 3 }, failing: 'credentials' });
  scene.time.pass(13 * 60 * minute);
  t.match(reporter.progress(), { delivery: 'none' });
  t.match(reporter.deliveries(), { failed: { credentials: 3 }, failing: undefined });
});

t.test('no handle is a normal state, said once', async (t) => {
  const scene = await createHeatScene(t);
  const sources = { endpoint: '', tokenFile: '', signedUrlFile: '', magnum: noHandle };
  const reporter = start(scene, { sources });
  for (let round = 0; round < 3; round += 1) {
    reporter.report(well());
    await reporter.flush(forever());
  }
  t.same(messages(scene), ['info there is no handle for Heat on this node: nothing is signalled']);
  t.match(reporter.progress(), { health: 'healthy', delivery: 'none' });
});

t.test('a handle may come later', async (t) => {
  const scene = await createHeatScene(t);
  const { url: endpoint, token } = scene.heat;
  const sources = { endpoint, tokenFile: '/token', signedUrlFile: '', magnum: noHandle };
  let file: FileAnswer = { kind: 'absent', path: '/token' };
  const reporter = start(scene, { sources, readFile: async () => file });
  for (let round = 0; round < 2; round += 1) {
    reporter.report(well());
    await reporter.flush(forever());
  }
  t.match(reporter.progress(), { health: 'healthy', delivery: 'open' });
  file = { kind: 'text', path: '/token', text: `${token}\n`, modifiedAt: 0 };
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
  t.same(messages(scene), ['warn the handle for Heat cannot be used', 'info Heat was told']);
});

t.test('a flush ends with its signal, and the next report goes on', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  const over = new AbortController();
  scene.heat.behave(() => over.abort());
  reporter.report(well());
  await reporter.flush(over.signal);
  t.match(reporter.progress(), { delivery: 'open' });
  await reporter.flush(AbortSignal.abort());
  t.equal(scene.heat.requests.length, 1);
  scene.heat.behave(undefined);
  reporter.report(well());
  await reporter.flush(forever());
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
});

t.test('a flush does not wait for the repetition', async (t) => {
  const scene = await createHeatScene(t);
  const { promise: paused, resolve } = Promise.withResolvers<void>();
  const pause: HeatReporterOptions['pause'] = (_, signal) => {
    resolve();
    return new Promise((end) => signal.addEventListener('abort', end));
  };
  const reporter = start(scene, { pause });
  reporter.report(well());
  await paused;
  await reporter.flush(forever());
  t.equal(scene.heat.requests.length, 1);
});

t.test('before the first round there is nothing to tell', async (t) => {
  const scene = await createHeatScene(t);
  const reporter = start(scene);
  reporter.report(standing({ report: undefined }));
  await reporter.flush(forever());
  t.equal(scene.heat.requests.length, 0);
  t.match(reporter.progress(), { health: 'unknown', delivery: 'open' });
});
