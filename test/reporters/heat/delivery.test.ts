import t from 'tap';
import { type Handle, handleOfSigned } from '../../../src/domain/heat/handle.ts';
import { noDeliveries } from '../../../src/reporters/deliveries.ts';
import { createDelivery, type Telling } from '../../../src/reporters/heat/delivery.ts';
import { type SentSignal, sentSignals } from '../../../src/reporters/heat/sent-signals.ts';
import { answering } from '../../support/fake-heat.ts';
import { usable } from '../../support/heat-handles.ts';
import { createHeatScene, type HeatScene, handleOf, issuedAt } from '../../support/heat-scene.ts';
import { closedPort } from '../../support/local-server.ts';

const { signal } = new AbortController();
const success: Telling = {
  status: 'SUCCESS',
  reason: 'healthy (n1)',
  id: 'node-check:n1',
  data: { status: 'healthy' },
};
const failure: Telling = { ...success, status: 'FAILURE', reason: 'BridgeDown (n1)' };

const kept = ({ options }: HeatScene): Promise<readonly SentSignal[] | undefined> =>
  options().store.load(sentSignals);

const log = ({ lines }: HeatScene) => lines.map(({ level, message }) => [level, message]);

t.test('what Heat has taken is remembered, and said in the log', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  t.equal(delivery.said, undefined);
  t.equal(delivery.waitMs(), 0);
  await delivery.attempt(failure, signal);
  t.equal(scene.heat.stack(), 'CREATE_FAILED BridgeDown (n1)');
  t.match(delivery.said, { status: 'FAILURE', isTaken: true, isRepeated: false });
  t.match(delivery.deliveries, { succeeded: 1, lastSuccessAt: issuedAt, failing: undefined });
  t.match(await kept(scene), [{ id: 'node-check:n1', status: 'FAILURE', isTaken: true }]);
  const { origin: to } = new URL(scene.heat.url);
  t.match(scene.lines, [
    { level: 'info', message: 'Heat was told', fields: { to, status: 'FAILURE' } },
  ]);
});

t.test('a 200 may be lost: the same is sent once more, and counts once', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  await delivery.attempt(success, signal);
  t.equal(delivery.isToBeRepeated, true);
  t.equal(delivery.waitMs(), 120_000);
  await delivery.attempt(failure, signal);
  t.equal(delivery.isToBeRepeated, false);
  t.strictSame([...scene.heat.entries].length, 1);
  t.equal(scene.heat.stack(2), 'CREATE_IN_PROGRESS');
  t.match(log(scene), [
    ['info', 'Heat was told'],
    ['info', 'Heat was told once more'],
  ]);
  t.match(await kept(scene), [{ isTaken: true, isRepeated: true }]);
});

t.test('a repetition that is refused is no matter', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  await delivery.attempt(success, signal);
  scene.heat.expire();
  await delivery.attempt(success, signal);
  t.match(delivery.said, { isTaken: true, isRepeated: true });
  t.match(delivery.deliveries, { failed: noDeliveries.failed, failing: undefined });
  t.same(log(scene), [['info', 'Heat was told']]);
});

t.test(
  'after a restart it is repeated as well, but for a signed URL, which is answered',
  async (t) => {
    for (const kind of ['token', 'aws'] as const) {
      const scene = await createHeatScene(t, kind);
      const handle = handleOf(kind, scene.heat);
      await (await createDelivery(handle, scene.options())).attempt(success, signal);
      const next = await createDelivery(handle, scene.options());
      t.match(next.said, { status: 'SUCCESS', isTaken: true });
      t.equal(next.isToBeRepeated, kind === 'token');
      t.equal(next.waitMs(), 120_000);
    }
  },
);

t.test('where nobody listens nothing is remembered, and the pauses grow', async (t) => {
  const scene = await createHeatScene(t);
  const url = scene.heat.url.replace(/:\d+/, `:${await closedPort()}`);
  const handle = handleOf('token', { ...scene.heat, url });
  const delivery = await createDelivery(handle, scene.options());
  const pauses = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await delivery.attempt(success, signal);
    pauses.push(delivery.waitMs());
    scene.time.pass(delivery.waitMs());
  }
  t.same(pauses, [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  t.equal(delivery.said, undefined);
  t.equal(await kept(scene), undefined);
  t.same(log(scene), [['warn', 'Heat could not be told; retrying']]);
});

t.test('half of a pause is chance', async (t) => {
  const scene = await createHeatScene(t);
  scene.heat.behave(answering(404));
  const options = { ...scene.options(), random: () => 0 };
  const delivery = await createDelivery(handleOf('token', scene.heat), options);
  await delivery.attempt(success, signal);
  t.equal(delivery.waitMs(), 1_000);
  delivery.hurry();
  t.equal(delivery.waitMs(), 0);
});

t.test('a server that asks for time gets it, up to five minutes', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  scene.heat.behave(answering(503, { 'retry-after': '90' }));
  await delivery.attempt(success, signal);
  t.equal(delivery.waitMs(), 90_000);
  scene.heat.behave(answering(429, { 'retry-after': '86400' }));
  await delivery.attempt(success, signal);
  t.equal(delivery.waitMs(), 300_000);
});

t.test('what was answered with a refusal was not told: something else may be', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  scene.heat.behave(answering(404));
  await delivery.attempt(failure, signal);
  t.equal(delivery.said, undefined);
  t.same(await kept(scene), []);
  scene.heat.behave(undefined);
  await delivery.attempt(success, signal);
  t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
});

t.test('what may have been taken is told again, and nothing else', async (t) => {
  const scene = await createHeatScene(t);
  const handle = handleOf('token', scene.heat);
  const delivery = await createDelivery(handle, scene.options());
  scene.heat.behave(answering(503));
  await delivery.attempt(failure, signal);
  t.match(await kept(scene), [{ status: 'FAILURE', isTaken: false }]);
  scene.heat.behave(answering(404));
  await delivery.attempt(success, signal);
  t.match(delivery.said, { status: 'FAILURE', isTaken: false });

  const next = await createDelivery(handle, scene.options());
  await next.attempt(success, signal);
  t.match(next.said, { status: 'FAILURE' }, 'nor by the next process');
  t.equal(next.waitMs(), 2_000);
  scene.heat.behave(undefined);
  await next.attempt(success, signal);
  t.equal(scene.heat.stack(), 'CREATE_FAILED BridgeDown (n1)');
});

t.test('a credential that is refused three times is given up, loudly', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  scene.heat.expire();
  for (const [isRefused, pauseMs] of [
    [false, 30_000],
    [false, 60_000],
    [true, 60_000],
  ] as const) {
    await delivery.attempt(success, signal);
    t.equal(delivery.isRefused, isRefused);
    t.equal(delivery.waitMs(), pauseMs);
  }
  const problem = '401: the token has expired or is wrong, or the stack is gone';
  t.match(scene.lines, [
    { level: 'error', message: 'Heat refuses the signal; retrying', fields: { problem } },
    { level: 'error', message: 'this node cannot report to Heat; giving up', fields: { problem } },
  ]);
  t.equal(scene.lines.length, 2);
});

t.test('a refusal that passes is none', async (t) => {
  const scene = await createHeatScene(t);
  const delivery = await createDelivery(handleOf('token', scene.heat), scene.options());
  for (const status of [401, 401, 503, 401, 401]) {
    scene.heat.behave(answering(status));
    await delivery.attempt(success, signal);
  }
  t.equal(delivery.isRefused, false);
  t.match(delivery.deliveries, {
    succeeded: 0,
    failed: { credentials: 4, server: 1 },
    failing: 'credentials',
  });
  t.same(
    scene.lines.map(({ level }) => level),
    ['error', 'warn', 'error'],
    'each change is told',
  );
});

t.test('a signed URL is tried in the other form after 500', async (t) => {
  for (const [kind, forms] of [
    ['aws', [/"UniqueId"/]],
    ['cfn', [/"UniqueId"/, /"id"/]],
  ] as const) {
    const scene = await createHeatScene(t, kind);
    const delivery = await createDelivery(handleOf(kind, scene.heat), scene.options());
    for (const form of forms) {
      await delivery.attempt(success, signal);
      t.match(scene.heat.requests.at(-1)?.body, form);
    }
    t.equal(scene.heat.stack(), 'CREATE_COMPLETE');
  }
});

t.test('where the form is known no other is tried', async (t) => {
  const scene = await createHeatScene(t, 'cfn');
  const handle = usable(handleOfSigned(JSON.stringify({ alarm_url: scene.heat.url })));
  const delivery = await createDelivery(handle, scene.options());
  scene.heat.behave(answering(500));
  for (let attempt = 0; attempt < 3; attempt += 1) await delivery.attempt(success, signal);
  t.same(
    scene.heat.requests.map(({ body }) => Object.keys(JSON.parse(body))),
    Array(3).fill(['status', 'reason', 'data', 'id']),
  );
});

t.test('each request goes through the proxy of its address', async (t) => {
  const scene = await createHeatScene(t);
  const options = scene.options();
  const proxies: (string | undefined)[] = [];
  const way = {
    ...options.way,
    proxyFor: ({ origin }: URL) => `http://proxy.example/?for=${origin}`,
    open: (...[target, done]: Parameters<typeof options.way.open>) => {
      proxies.push(target.proxy);
      return options.way.open(target, done);
    },
  };
  const handle: Handle = handleOf('token', scene.heat);
  await (await createDelivery(handle, { ...options, way })).attempt(success, signal);
  t.same(proxies, [`http://proxy.example/?for=${new URL(scene.heat.url).origin}`]);
});
