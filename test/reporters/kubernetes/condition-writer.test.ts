import t from 'tap';
import {
  type ConditionWriter,
  createConditionWriter,
  type Pace,
} from '../../../src/reporters/kubernetes/condition-writer.ts';
import { createTokenBucket } from '../../../src/reporters/kubernetes/token-bucket.ts';
import { recordedNode, refusal } from '../../support/fake-api-server.ts';
import {
  beginsAt,
  bridgeFault,
  condition,
  createScene,
  standing,
} from '../../support/kubernetes-reporting.ts';

const { signal } = new AbortController();
const minute = 60_000;

function writerIn({ chance = 0, capacity = 10 } = {}) {
  const scene = createScene({ chance });
  const bucket = createTokenBucket({ capacity, refillMs: 20_000, clock: scene.clock });
  const writer = createConditionWriter({ ...scene.options, bucket });
  const asked = () => scene.server.received.map(({ method }) => method).join(' ');
  return { ...scene, writer, asked };
}

const deliver = (writer: ConditionWriter, pace: Pace = 'steady') => writer.deliver(pace, signal);

t.test('there is nothing to send until something stands', async (t) => {
  const { writer, asked } = writerIn();
  t.equal(writer.waitMs('steady'), Infinity);
  t.equal(writer.waitMs('hurried'), Infinity);
  await deliver(writer, 'hurried');
  t.equal(asked(), '');
  t.equal(writer.settledNode(), undefined);
});

t.test('at the start the node is read, then written; nobody else loses a condition', async (t) => {
  const { writer, server, asked, seen } = writerIn();
  const others = Object.keys(server.conditions());
  writer.take(standing());
  t.equal(writer.waitMs('steady'), 0);
  await deliver(writer);
  t.equal(asked(), 'GET PATCH');
  t.same(
    Object.keys(server.conditions()).sort(),
    [...others, 'DNSProblem', 'FlannelProblem'].sort(),
  );
  t.match(server.conditions(), {
    Ready: { status: 'True', lastHeartbeatTime: '2026-11-21T07:00:00Z' },
    FlannelProblem: {
      status: 'False',
      reason: 'NoFlannelProblem',
      message: 'all is well',
      lastHeartbeatTime: '2026-11-21T08:00:00Z',
      lastTransitionTime: '2026-11-21T07:59:00Z',
    },
  });
  t.match(seen, [
    { name: 'x', podCidrs: ['10.244.1.0/24'] },
    { flannel: { 'backend-type': 'vxlan' } },
  ]);
  t.match(writer.settledNode(), { uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9' });
});

const changes = [
  ['a status', { status: 'Unknown' }],
  ['a reason', { reason: 'Other' }],
  ['a transition', { transitionAt: beginsAt }],
] as const;

for (const [what, change] of changes)
  t.test(`${what} that changes is sent at once, without reading`, async (t) => {
    const { writer, asked, server } = writerIn();
    writer.take(standing());
    await deliver(writer);
    writer.take(standing({ conditions: [condition('FlannelProblem', change)] }));
    t.equal(writer.waitMs('steady'), 0);
    t.equal(writer.settledNode(), undefined);
    await deliver(writer);
    t.equal(asked(), 'GET PATCH PATCH');
    t.equal(
      server.conditions()['FlannelProblem']?.['status'],
      'status' in change ? 'Unknown' : 'False',
    );
  });

t.test('so is a type that is withdrawn, though it did not stand', async (t) => {
  const { writer, server } = writerIn();
  writer.take(standing());
  await deliver(writer);
  writer.take(standing({ withdrawn: ['KubeProxyProblem'] }));
  t.equal(writer.waitMs('steady'), 0);
  await deliver(writer);
  t.ok('FlannelProblem' in server.conditions());
  t.equal(writer.waitMs('steady'), 5 * minute);
});

t.test('a message or newer evidence waits for the heartbeat', async (t) => {
  const { writer, time, server } = writerIn();
  writer.take(standing());
  await deliver(writer);
  const message = 'now 3 of 7';
  const evidenceAt = beginsAt + 4 * minute;
  writer.take(
    standing({
      conditions: [condition('FlannelProblem', { message, evidenceAt }), condition('DNSProblem')],
    }),
  );
  t.equal(writer.waitMs('steady'), 5 * minute);
  t.equal(writer.waitMs('hurried'), Infinity);
  time.standStill(5 * minute);
  t.equal(writer.waitMs('steady'), 0);
  await deliver(writer);
  t.match(server.conditions()['FlannelProblem'], {
    message,
    lastHeartbeatTime: '2026-11-21T08:04:00Z',
    lastTransitionTime: '2026-11-21T07:59:00Z',
  });
});

t.test('without newer evidence the heartbeat is the old one', async (t) => {
  const { writer, time, server } = writerIn();
  writer.take(standing());
  for (const _ of [1, 2, 3]) {
    await deliver(writer);
    time.standStill(5 * minute);
  }
  t.equal(server.conditions()['FlannelProblem']?.['lastHeartbeatTime'], '2026-11-21T08:00:00Z');
});

t.test('heartbeats are 5 to 6 minutes apart, by chance', async (t) => {
  const { writer, time, asked } = writerIn({ chance: 0.999 });
  writer.take(standing());
  await deliver(writer);
  t.ok(writer.waitMs('steady') > 5.99 * minute);
  t.ok(writer.waitMs('steady') < 6 * minute);
  time.standStill(6 * minute);
  t.equal(writer.settledNode(), undefined, 'it may have been made anew');
  await deliver(writer);
  t.equal(asked(), 'GET PATCH GET PATCH');
});

t.test('a type that has nothing to judge any more is taken away', async (t) => {
  const { writer, server } = writerIn();
  writer.take(standing());
  await deliver(writer);
  writer.take(standing({ conditions: [condition('FlannelProblem')], withdrawn: ['DNSProblem'] }));
  t.equal(writer.waitMs('steady'), 0);
  await deliver(writer);
  t.notOk('DNSProblem' in server.conditions());
  t.ok('Ready' in server.conditions());
  t.equal(writer.waitMs('steady'), 5 * minute, 'once');
});

t.test('who may not read the node writes it, and learns of it from the answer', async (t) => {
  const { writer, server, asked, lines, time, seen } = writerIn();
  server.fault = ({ method }) => (method === 'GET' ? refusal('withoutTheRight') : undefined);
  writer.take(standing());
  for (const _ of [1, 2, 3]) {
    await deliver(writer);
    time.standStill(5 * minute);
  }
  t.equal(asked(), 'GET PATCH GET PATCH GET PATCH', 'the right may come');
  t.match(seen, [{ uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9' }, {}, {}]);
  t.match(lines, [
    { level: 'error', fields: { what: 'own node', detail: /cannot get resource "nodes"/ } },
  ]);
  t.equal(lines.length, 1);
  server.fault = () => undefined;
  await deliver(writer);
  t.match(lines[1], { level: 'info', fields: { what: 'own node' } });
});

t.test('while the node cannot be read for another cause, it is not written', async (t) => {
  const { writer, server, asked, lines } = writerIn();
  server.node = undefined;
  writer.take(standing());
  await deliver(writer);
  t.equal(asked(), 'GET');
  t.equal(writer.waitMs('steady'), 1_000);
  t.match(lines, [{ level: 'warn', fields: { what: 'conditions', detail: /not found/ } }]);
  server.node = recordedNode();
  await deliver(writer);
  t.ok('FlannelProblem' in server.conditions());
});

t.test('what was read just now is not read again for a retry', async (t) => {
  const { writer, server, asked } = writerIn();
  server.fault = ({ method }) => (method === 'PATCH' ? refusal('conflict') : undefined);
  writer.take(standing());
  await deliver(writer);
  await deliver(writer);
  t.equal(asked(), 'GET PATCH PATCH');
  t.equal(writer.deliveries().failed.conflict, 2);
  t.equal(writer.waitMs('steady'), 2_000);
  writer.forgive();
  t.equal(writer.waitMs('steady'), 0);
});

t.test('an answer that is no Node is no acknowledgement', async (t) => {
  const { writer, server } = writerIn();
  server.fault = () => ({ status: 200, headers: {}, body: '{"login":"please"}' });
  writer.take(standing());
  await deliver(writer, 'hurried');
  t.equal(writer.deliveries().failed.unreachable, 1);
  t.equal(writer.waitMs('hurried'), 1_000);
});

t.test('in a hurry what changed is written without reading', async (t) => {
  const { writer, asked } = writerIn({ capacity: 0 });
  writer.take(standing());
  t.equal(writer.waitMs('steady'), 20_000);
  t.equal(writer.waitMs('hurried'), 0);
  await deliver(writer, 'hurried');
  t.equal(asked(), 'PATCH');
});

for (const pace of ['steady', 'hurried'] as const)
  t.test(`what nobody waits for any more is no failure (${pace})`, async (t) => {
    const { writer, server, lines } = writerIn();
    server.fault = () => 'silent';
    writer.take(standing());
    const controller = new AbortController();
    const delivered = writer.deliver(pace, controller.signal);
    controller.abort();
    await delivered;
    t.same(lines, []);
    t.equal(writer.deliveries().failed.unreachable, 0);
  });

t.test('somebody else who writes our conditions is noticed, and said once', async (t) => {
  const { writer, server, lines, time, options } = writerIn();
  const bucket = createTokenBucket({ capacity: 10, refillMs: 1, clock: options.clock });
  const other = createConditionWriter({ ...options, onNode: () => {}, bucket });
  const fault = standing({ conditions: [bridgeFault({ evidenceAt: beginsAt + 7_000 })] });
  writer.take(standing());
  other.take(fault);
  await deliver(writer);
  t.equal(writer.rival, false);
  await deliver(other);
  for (const _ of [1, 2, 3]) {
    time.standStill(5 * minute);
    await deliver(writer);
    t.equal(writer.rival, true);
    await deliver(other, 'hurried');
  }
  t.equal(lines.length, 1);
  t.match(lines[0], {
    level: 'error',
    fields: { node: 'x', types: ['FlannelProblem'] },
    message: /somebody else writes our conditions of this node: let only one/,
  });
  t.equal(server.conditions()['FlannelProblem']?.['status'], 'True');
  for (const _ of [1, 2]) {
    time.standStill(5 * minute);
    await deliver(writer);
  }
  t.equal(writer.rival, false);
  t.match(lines.at(-1), { level: 'info', message: /nobody else writes/ });
});

t.test('what we wrote ourselves is no rival, though the answer to it was lost', async (t) => {
  const { writer, server, time } = writerIn();
  writer.take(standing());
  await deliver(writer);
  server.fault = () => 'lost';
  writer.take(standing({ conditions: [bridgeFault({ evidenceAt: beginsAt + 1_000 })] }));
  await deliver(writer);
  t.equal(server.conditions()['FlannelProblem']?.['status'], 'True');
  server.fault = () => undefined;
  writer.take(standing({ conditions: [bridgeFault({ evidenceAt: beginsAt + 5 * minute })] }));
  time.standStill(5 * minute);
  await deliver(writer);
  t.equal(writer.rival, false);
});

t.test('a Node that was made anew gets everything at the next heartbeat', async (t) => {
  const { writer, server, time, seen } = writerIn();
  writer.take(standing());
  await deliver(writer);
  const node = recordedNode();
  server.node = { ...node, metadata: { name: 'x', uid: 'another' } };
  time.standStill(5 * minute);
  await deliver(writer);
  t.ok('FlannelProblem' in server.conditions());
  t.equal(writer.rival, false);
  t.match(seen.at(-1), { uid: 'another' });
  t.equal(writer.settledNode()?.uid, 'another');
});
