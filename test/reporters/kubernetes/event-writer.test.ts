import t from 'tap';
import { createEventWriter } from '../../../src/reporters/kubernetes/event-writer.ts';
import { eventName } from '../../../src/reporters/kubernetes/events.ts';
import { createTokenBucket } from '../../../src/reporters/kubernetes/token-bucket.ts';
import { refusal } from '../../support/fake-api-server.ts';
import {
  beginsAt,
  createScene,
  type Scene,
  standing,
  transition,
} from '../../support/kubernetes-reporting.ts';

const subject = { name: 'x', uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9' };
const { signal } = new AbortController();
const fault = transition();
const name = eventName(subject, fault);

/** A process that has just started. */
async function start({ options }: Scene, capacity = 10) {
  const bucket = createTokenBucket({ capacity, refillMs: 20_000, clock: options.clock });
  const writer = createEventWriter({ ...options, bucket });
  await writer.load();
  return writer;
}

const told = (...transitions: readonly (typeof fault)[]) => standing({ transitions });

t.test('a transition becomes an Event, once', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  t.equal(writer.waitMs('steady', subject), Infinity);
  await writer.deliver(subject, signal);
  t.same(scene.server.received, []);
  writer.take(told(fault));
  t.equal(writer.waitMs('steady', subject), 0);
  await writer.deliver(subject, signal);
  t.match(scene.server.events.get(name), { count: 1, involvedObject: { uid: subject.uid } });
  t.equal(writer.waitMs('steady', subject), Infinity);
  t.match(writer.deliveries(), { succeeded: 1, failing: undefined });
});

t.test('a repeat is counted in the same Event, also by the next process', async (t) => {
  const scene = createScene();
  const first = await start(scene);
  first.take(told(fault));
  await first.deliver(subject, signal);
  const again = transition({ at: beginsAt + 60_000, message: 'again' });
  const second = await start(scene);
  second.take(told(fault));
  t.equal(second.waitMs('steady', subject), Infinity, 'nothing is told twice');
  second.take(told(fault, again));
  await second.deliver(subject, signal);
  t.equal(scene.server.events.size, 1);
  t.match(scene.server.events.get(name), {
    count: 2,
    firstTimestamp: '2026-11-21T08:00:00Z',
    lastTimestamp: '2026-11-21T08:01:00Z',
    message: 'FlannelProblem is True: again',
  });
});

t.test('a process that dies between the answer and its own note doubles nothing', async (t) => {
  const scene = createScene();
  const forgetful = {
    ...scene.options,
    store: { ...scene.options.store, save: async () => false },
  };
  const dying = await start({ ...scene, options: forgetful });
  dying.take(told(fault));
  await dying.deliver(subject, signal);
  const next = await start(scene);
  next.take(told(fault));
  await next.deliver(subject, signal);
  t.same(
    scene.server.received.map(({ method }) => method),
    ['POST', 'POST', 'PATCH'],
  );
  t.equal(scene.server.events.size, 1);
  t.match(scene.server.events.get(name), { count: 1 });
  t.equal(next.waitMs('steady', subject), Infinity);
});

t.test('an Event that the server has forgotten is made anew with its count', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  writer.take(told(fault));
  await writer.deliver(subject, signal);
  scene.server.events.clear();
  writer.take(told(fault, transition({ at: beginsAt + 60_000 })));
  await writer.deliver(subject, signal);
  t.match(scene.server.events.get(name), { count: 2, firstTimestamp: '2026-11-21T08:00:00Z' });
});

t.test('what fails is tried again after a pause', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  scene.server.fault = () => refusal('tooManyRequests');
  writer.take(told(fault));
  await writer.deliver(subject, signal);
  t.equal(writer.waitMs('steady', subject), 2_000, 'the second that the server asks for, and ours');
  scene.time.standStill(2_000);
  scene.server.fault = () => undefined;
  await writer.deliver(subject, signal);
  t.equal(scene.server.events.size, 1);
});

t.test('the missing right is named once', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  scene.server.fault = () => refusal('withoutTheEventRight');
  writer.take(told(fault));
  for (const _ of [1, 2, 3]) {
    await writer.deliver(subject, signal);
    t.ok(writer.waitMs('steady', subject) >= 60_000);
    scene.time.standStill(300_000);
  }
  t.match(scene.lines, [
    { level: 'error', fields: { what: 'events', detail: /cannot create resource "events"/ } },
  ]);
  t.equal(scene.lines.length, 1);
});

t.test('an Event that is never accepted does not keep the others waiting', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  const other = transition({ reason: 'BridgeMissing', at: beginsAt + 1_000 });
  writer.take(told(fault, other));
  scene.server.fault = ({ body }) =>
    JSON.stringify(body).includes('BridgeOutsideSubnet') ? refusal('invalid') : undefined;
  await writer.deliver(subject, signal);
  await writer.deliver(subject, signal);
  t.same([...scene.server.events.keys()], [eventName(subject, other)]);
  t.equal(writer.waitMs('steady', subject), Infinity);
});

t.test('the last two tokens are left to the conditions, but not in a hurry', async (t) => {
  const scene = createScene();
  const writer = await start(scene, 2);
  writer.take(told(fault));
  t.equal(writer.waitMs('steady', subject), 20_000);
  t.equal(writer.waitMs('hurried', subject), 0);
});

t.test('in a hurry a backoff is forgotten', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  scene.server.fault = () => 'away';
  writer.take(told(fault));
  await writer.deliver(subject, signal);
  writer.forgive();
  t.equal(writer.waitMs('hurried', subject), 0);
});

t.test('what nobody waits for any more is no failure', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  scene.server.fault = () => 'silent';
  writer.take(told(fault));
  const controller = new AbortController();
  const delivered = writer.deliver(subject, controller.signal);
  controller.abort();
  await delivered;
  t.same(scene.lines, []);
});

t.test('what was kept is read once', async (t) => {
  const scene = createScene();
  const writer = await start(scene);
  writer.take(told(fault));
  await writer.deliver(subject, signal);
  await scene.options.store.save({ name: 'kubernetes-events', version: 1, parse: () => ({}) }, {});
  await writer.load();
  t.equal(writer.waitMs('steady', subject), Infinity);
});
