import { once } from 'node:events';
import { setImmediate as settled } from 'node:timers/promises';
import t from 'tap';
import { createKubernetesClient } from '../../../src/clients/kubernetes-client.ts';
import { conditionTypes } from '../../../src/domain/conditions.ts';
import type { Standing, Transition } from '../../../src/domain/standing.ts';
import { createKubernetesReporter } from '../../../src/reporters/kubernetes/reporter.ts';
import { type Fault, refusal } from '../../support/fake-api-server.ts';
import {
  beginsAt,
  bridgeFault,
  condition,
  createScene,
  type Scene,
  standing,
  transition,
} from '../../support/kubernetes-reporting.ts';
import { httpServer } from '../../support/local-server.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const faultStands = (overrides: Partial<Standing> = {}): Standing =>
  standing({
    conditions: [bridgeFault({ transitionAt: beginsAt }), condition('DNSProblem')],
    transitions: [transition()],
    ...overrides,
  });

const reporterIn = (scene: Scene) => createKubernetesReporter(scene.options);
const requestsOf = ({ server }: Scene) =>
  server.received.map(({ method, path }) => `${method} ${path.replace(/^\/api\/v1\//, '')}`);
const writesOf = ({ server }: Scene) =>
  server.received.filter(({ method }) => method !== 'GET').length;
const flannelIn = ({ server }: Scene) => server.conditions()['FlannelProblem'] ?? {};
const countsIn = ({ server }: Scene) => [...server.events.values()].map(({ count }) => count);
const never = () => new AbortController().signal;

t.test('what stands is at the server at once, its Event after it', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  reporter.report(faultStands());
  await scene.time.pass(0);
  t.same(requestsOf(scene), [
    'GET nodes/x',
    'PATCH nodes/x/status',
    'POST namespaces/default/events',
  ]);
  t.match(flannelIn(scene), { status: 'True', lastTransitionTime: '2026-11-21T08:00:00Z' });
  t.match(
    [...scene.server.events.values()],
    [{ involvedObject: { kind: 'Node', uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9' } }],
  );
  t.same(countsIn(scene), [1]);
  t.match(reporter.deliveries(), { conditions: { succeeded: 1 }, events: { succeeded: 1 } });
  t.equal(reporter.rival, false);
});

t.test(
  'while nothing changes a node costs a write in 5 minutes, and no list or watch',
  async (t) => {
    const scene = createScene();
    const reporter = reporterIn(scene);
    for (let at = 0; at < hour; at += 30 * second) {
      reporter.report(
        standing({ conditions: [condition('FlannelProblem', { evidenceAt: beginsAt + at })] }),
      );
      await scene.time.pass(30 * second);
    }
    t.ok(writesOf(scene) <= 13, `${writesOf(scene)} writes: one at the start, twelve in the hour`);
    t.same(new Set(requestsOf(scene)), new Set(['GET nodes/x', 'PATCH nodes/x/status']));
    t.equal(flannelIn(scene)['lastHeartbeatTime'], '2026-11-21T08:59:30Z');
  },
);

t.test('a fault that stands for an hour is one Event, and one transition', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  for (let at = 0; at < hour; at += 30 * second) {
    const message = `seen ${at} times`;
    reporter.report(
      faultStands({ conditions: [bridgeFault({ transitionAt: beginsAt, message })] }),
    );
    await scene.time.pass(30 * second);
  }
  t.same(countsIn(scene), [1]);
  t.equal(flannelIn(scene)['lastTransitionTime'], '2026-11-21T08:00:00Z');
  t.ok(writesOf(scene) <= 14);
});

t.test('without a new round the heartbeat at the server does not move', async (t) => {
  const scene = createScene();
  reporterIn(scene).report(standing());
  await scene.time.pass(hour);
  t.ok(writesOf(scene) >= 12);
  t.equal(flannelIn(scene)['lastHeartbeatTime'], '2026-11-21T08:00:00Z');
});

t.test('a restart changes nothing at the server, and tells nothing again', async (t) => {
  const scene = createScene();
  reporterIn(scene).report(faultStands());
  await scene.time.pass(0);
  const [conditions, events] = [scene.server.conditions(), [...scene.server.events.values()]];
  reporterIn(scene).report(faultStands());
  await scene.time.pass(0);
  t.same(scene.server.conditions(), conditions);
  t.same([...scene.server.events.values()], events);
});

t.test(
  'all types flapping for an hour: writes are bounded, and the newest state gets through',
  async (t) => {
    const scene = createScene();
    const reporter = reporterIn(scene);
    const transitions: Transition[] = [];
    for (let at = 0; at < hour; at += 5 * second) {
      const to = (at / 5_000) % 2 === 0 ? 'True' : 'False';
      const from = to === 'True' ? 'False' : 'True';
      const times = { transitionAt: beginsAt + at, evidenceAt: beginsAt + at };
      for (const type of conditionTypes)
        transitions.push(transition({ type, from, to, at: beginsAt + at }));
      reporter.report(
        standing({
          conditions: conditionTypes.map((type) => condition(type, { status: to, ...times })),
          transitions: transitions.slice(-50),
        }),
      );
      await scene.time.pass(5 * second);
    }
    t.ok(writesOf(scene) <= 10 + 180, `${writesOf(scene)} writes`);
    await scene.time.pass(20 * second);
    t.equal(flannelIn(scene)['lastTransitionTime'], '2026-11-21T08:59:55Z');
  },
);

t.test(
  'a fault in every type and its end a minute later wait for nothing but their Events',
  async (t) => {
    const scene = createScene();
    const reporter = reporterIn(scene);
    const change = (to: 'True' | 'False', at: number) => ({
      conditions: conditionTypes.map((type) =>
        condition(type, { status: to, transitionAt: beginsAt + at }),
      ),
      transitions: conditionTypes.map((type) =>
        transition({ type, from: 'Unknown', to, at: beginsAt + at }),
      ),
    });
    reporter.report(standing(change('True', 0)));
    await scene.time.pass(minute);
    t.equal(scene.server.events.size, 6);
    reporter.report(standing(change('False', minute)));
    await scene.time.pass(0);
    t.equal(flannelIn(scene)['status'], 'False');
    await scene.time.pass(2 * minute);
    t.equal(scene.server.events.size, 12);
  },
);

t.test('the server away for ten minutes and back: the newest state arrives, once', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  reporter.report(standing());
  await scene.time.pass(minute);
  scene.server.fault = () => 'away';
  const began = beginsAt + 90 * second;
  const transitions = [
    transition({ at: began }),
    transition({ from: 'True', to: 'False', reason: 'NoFlannelProblem', at: began + minute }),
    transition({ at: began + 2 * minute }),
  ];
  for (let at = 0; at < 10 * minute; at += 30 * second) {
    const fault = bridgeFault({ transitionAt: began + 2 * minute, evidenceAt: beginsAt + at });
    const past = condition('FlannelProblem', { transitionAt: began, status: 'Unknown' });
    reporter.report(standing({ conditions: [at < 3 * minute ? past : fault], transitions }));
    await scene.time.pass(30 * second);
  }
  t.ok(writesOf(scene) < 15, 'it was left alone');
  t.equal(reporter.deliveries().conditions.failing, 'unreachable');
  const before = scene.server.received.length;
  scene.server.fault = () => undefined;
  await scene.time.pass(5 * minute);
  t.match(requestsOf(scene).slice(before, before + 4), [
    'GET nodes/x',
    'PATCH nodes/x/status',
    'POST namespaces/default/events',
    'POST namespaces/default/events',
  ]);
  t.match(flannelIn(scene), { status: 'True', lastTransitionTime: '2026-11-21T08:03:30Z' });
  t.same(countsIn(scene), [2, 1]);
  t.match(
    [...scene.server.events.values()],
    [
      { count: 2, firstTimestamp: '2026-11-21T08:01:30Z', lastTimestamp: '2026-11-21T08:03:30Z' },
      { count: 1, lastTimestamp: '2026-11-21T08:02:30Z' },
    ],
  );
  t.same(
    scene.lines.map(({ level }) => level),
    ['warn', 'info'],
  );
});

const standingProblems = ['withoutThePatchRight', 'unauthorized', 'internalError', 'notFound'];

for (const name of standingProblems)
  t.test(
    `a server that refuses for an hour is asked seldom, and it is said once: ${name}`,
    async (t) => {
      const scene = createScene();
      scene.server.fault = ({ method }) =>
        name === 'withoutThePatchRight' && method === 'GET' ? undefined : refusal(name);
      const reporter = reporterIn(scene);
      for (let at = 0; at < hour; at += 30 * second) {
        reporter.report(standing({ conditions: [condition('DNSProblem', { transitionAt: at })] }));
        await scene.time.pass(30 * second);
      }
      t.ok(scene.server.received.length <= 40, `${scene.server.received.length} requests`);
      t.equal(scene.lines.length, 1);
      scene.server.fault = () => undefined;
      await scene.time.pass(5 * minute);
      t.ok('DNSProblem' in scene.server.conditions());
      t.match(scene.lines.at(-1), { level: 'info' });
    },
  );

t.test('what comes while a request is under way is sent after it', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  scene.server.fault = ({ method }) => {
    if (method === 'PATCH' && scene.server.received.length === 2) reporter.report(faultStands());
    return undefined;
  };
  reporter.report(standing());
  await scene.time.pass(0);
  t.equal(flannelIn(scene)['status'], 'True');
  t.equal(scene.server.events.size, 1);
});

t.test('a server that asks for two minutes of peace gets them', async (t) => {
  const scene = createScene();
  const busy = { ...refusal('tooManyRequests'), headers: { 'retry-after': '120' } };
  scene.server.fault = () => busy;
  const reporter = reporterIn(scene);
  reporter.report(standing());
  await scene.time.pass(minute);
  reporter.report(faultStands());
  await scene.time.pass(minute);
  t.equal(scene.server.received.length, 1);
  scene.server.fault = () => undefined;
  await scene.time.pass(5 * second);
  t.equal(flannelIn(scene)['status'], 'True');
});

t.test('an Event without its right does not hold the conditions back', async (t) => {
  const scene = createScene();
  scene.server.fault = ({ path }) =>
    path.includes('/events') ? refusal('withoutTheEventRight') : undefined;
  const reporter = reporterIn(scene);
  reporter.report(faultStands());
  await scene.time.pass(0);
  reporter.report(
    faultStands({ conditions: [condition('FlannelProblem', { transitionAt: beginsAt + 1 })] }),
  );
  await scene.time.pass(0);
  t.equal(flannelIn(scene)['status'], 'False');
  t.match(reporter.deliveries(), {
    conditions: { failing: undefined },
    events: { failing: 'forbidden' },
  });
});

t.test('another node-check on the same node is noticed', async (t) => {
  const scene = createScene();
  const one = reporterIn(scene);
  const other = createKubernetesReporter({ ...scene.options, onNode: () => {} });
  one.report(standing());
  await scene.time.pass(second);
  other.report(faultStands());
  await scene.time.pass(6 * minute);
  t.equal(one.rival, true);
});

t.test('a flush delivers the end at once, whatever was waited for', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  scene.server.fault = () => 'away';
  reporter.report(standing());
  await scene.time.pass(10 * minute);
  scene.server.fault = () => undefined;
  const message = 'node-check was stopped';
  const stopped = condition('FlannelProblem', {
    ...{ status: 'Unknown', reason: 'AgentStopped', message, transitionAt: beginsAt + hour },
  });
  reporter.report(standing({ conditions: [stopped] }));
  await reporter.flush(never());
  t.match(flannelIn(scene), { status: 'Unknown', reason: 'AgentStopped' });
  t.same(scene.server.events.size, 0);
});

t.test('after a flush it rests until there is something new', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  reporter.report(standing());
  await reporter.flush(never());
  const before = scene.server.received.length;
  await scene.time.pass(hour);
  t.equal(scene.server.received.length, before);
  reporter.report(faultStands());
  await scene.time.pass(10 * minute);
  t.equal(flannelIn(scene)['status'], 'True');
  t.ok(scene.server.received.length > before + 2, 'heartbeats go on');
});

t.test('a flush tries again as long as it may', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  let left = 2;
  scene.server.fault = () => {
    left -= 1;
    return left < 0 ? undefined : refusal('tooManyRequests');
  };
  reporter.report(standing());
  const flushed = reporter.flush(never());
  await scene.time.pass(4_999);
  t.notOk('FlannelProblem' in scene.server.conditions());
  await scene.time.pass(1);
  await flushed;
  t.ok('FlannelProblem' in scene.server.conditions());
});

t.test('a flush that has no more time ends, with a request under way or in a pause', async (t) => {
  for (const fault of ['silent', 'away'] as const) {
    const scene = createScene();
    scene.server.fault = () => fault;
    const reporter = reporterIn(scene);
    reporter.report(standing());
    const controller = new AbortController();
    const flushed = reporter.flush(controller.signal);
    await scene.time.pass(0);
    controller.abort();
    await flushed;
    scene.server.fault = () => undefined;
    reporter.report(standing());
    await scene.time.pass(minute);
    t.ok('FlannelProblem' in scene.server.conditions(), `${fault}: the next report goes through`);
  }
});

t.test('a flush does not wait for what lasts longer than it', async (t) => {
  const scene = createScene();
  scene.server.fault = () => refusal('withoutThePatchRight');
  const reporter = reporterIn(scene);
  reporter.report(standing());
  await reporter.flush(never());
  t.equal(reporter.deliveries().conditions.failing, 'forbidden');
});

t.test('a flush without time, or without anything to deliver, sends nothing', async (t) => {
  const scene = createScene();
  const reporter = reporterIn(scene);
  await reporter.flush(never());
  await reporter.flush(AbortSignal.abort());
  t.same(scene.server.received, []);
});

/** A scene whose client, sockets and server are real. */
async function overHttp(t: Tap, faults: readonly Fault[]) {
  const scene = createScene();
  const left = [...faults];
  scene.server.fault = () => left.shift();
  const port = await httpServer(t, scene.server.listener);
  const access = { server: `http://127.0.0.1:${port}`, insecure: false, headers: {} };
  const client = createKubernetesClient({
    access: { find: async () => ({ kind: 'access', access }) },
    deadlineMs: 1_000,
  });
  t.teardown(() => client.close());
  return { ...scene, options: { ...scene.options, client } };
}

type Tap = Parameters<typeof httpServer>[0];

const faults = [
  ['closes the connection', 'away', 'unreachable'],
  ['never answers', 'silent', 'unreachable'],
  ['answers garbage', 'garbage', 'unreachable'],
  ['closes half-way through its answer', 'broken', 'unreachable'],
  ['obeys, and its answer is lost', 'lost', 'unreachable'],
  ['does not know our token', refusal('unauthorized'), 'credentials'],
  ['takes us for nobody', refusal('anonymous'), 'credentials'],
  ['does not know the node yet', refusal('notFound'), 'notFound'],
  ['reports a conflict', refusal('conflict'), 'conflict'],
  ['has forgotten', refusal('expired'), 'conflict'],
  ['has too many requests', refusal('tooManyRequests'), 'throttled'],
  ['has a problem of its own', refusal('internalError'), 'server'],
  ['is too late', refusal('timeout'), 'server'],
] as const;

for (const [behaviour, fault, kind] of faults)
  t.test(`a real server that ${behaviour} twice, and comes back`, async (t) => {
    const scene = await overHttp(t, [fault, fault]);
    const pause = async (ms: number) => {
      scene.time.standStill(ms);
      await settled();
    };
    const reporter = createKubernetesReporter({ ...scene.options, pause });
    reporter.report(faultStands());
    await reporter.flush(never());
    t.equal(reporter.deliveries().conditions.failed[kind], 2);
    t.match(reporter.deliveries(), {
      conditions: { succeeded: 1, failing: undefined },
      events: { succeeded: 1 },
    });
    t.match(flannelIn(scene), { status: 'True', reason: 'BridgeOutsideSubnet' });
    t.ok('Ready' in scene.server.conditions());
    t.same(countsIn(scene), [1]);
    t.equal(reporter.rival, false);
  });

t.test('a real server is asked for the node, told what stands, and then left alone', async (t) => {
  const scene = await overHttp(t, []);
  const { promise: resting, resolve: rest } = Promise.withResolvers<number>();
  const reporter = createKubernetesReporter({
    ...scene.options,
    pause: async (ms, signal) => {
      rest(ms);
      await once(signal, 'abort');
    },
  });
  reporter.report(faultStands());
  t.equal(await resting, 5 * minute);
  t.same(
    scene.server.received.map(({ method }) => method),
    ['GET', 'PATCH', 'POST'],
  );
  t.match(scene.seen, [{ name: 'x' }, { name: 'x' }]);
  await reporter.flush(never());
});

t.test('with nothing in its way it needs no pause of its own', async (t) => {
  const scene = createScene();
  const { pause: _, ...withoutPause } = scene.options;
  const reporter = createKubernetesReporter(withoutPause);
  reporter.report(standing());
  await reporter.flush(never());
  t.ok('FlannelProblem' in scene.server.conditions());
});
