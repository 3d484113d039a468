import t from 'tap';
import { eventName, newEvent, repeatedEvent } from '../../../src/reporters/kubernetes/events.ts';
import { beginsAt, transition } from '../../support/kubernetes-reporting.ts';

const subject = { name: 'x', uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9' };
const fault = transition();
const name = eventName(subject, fault);
const firstAt = beginsAt - 600_000;

t.test('a fault is a Warning about the Node with its real UID', async (t) => {
  t.same(newEvent(subject, { transition: fault, count: 1, firstAt, isRepeat: false }), {
    method: 'POST',
    path: '/api/v1/namespaces/default/events',
    body: {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'default' },
      involvedObject: { apiVersion: 'v1', kind: 'Node', ...subject },
      type: 'Warning',
      reason: 'BridgeOutsideSubnet',
      message:
        'FlannelProblem is True: docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24',
      source: { component: 'node-check', host: 'x' },
      firstTimestamp: '2026-11-21T07:50:00Z',
      lastTimestamp: '2026-11-21T08:00:00Z',
      count: 1,
      reportingComponent: 'node-check',
      reportingInstance: 'x',
    },
  });
});

t.test('its end, and what cannot be told, are Normal', async (t) => {
  for (const to of ['False', 'Unknown'] as const) {
    const occurrence = { transition: transition({ to }), count: 1, firstAt, isRepeat: false };
    t.match(newEvent(subject, occurrence), { body: { type: 'Normal' } });
  }
});

t.test('a repeat changes the count, the time and the message of the same Event', async (t) => {
  const again = transition({ at: beginsAt + 60_000, message: '100 %s of it' });
  t.same(repeatedEvent(subject, { transition: again, count: 2, firstAt, isRepeat: true }), {
    method: 'PATCH',
    path: `/api/v1/namespaces/default/events/${name}`,
    contentType: 'application/strategic-merge-patch+json',
    body: {
      count: 2,
      lastTimestamp: '2026-11-21T08:01:00Z',
      message: 'FlannelProblem is True: 100 %s of it',
    },
  });
});

t.test('a name says which change of which Node it is', async (t) => {
  t.match(name, /^x\.[0-9a-f]{16}$/);
  t.equal(eventName(subject, transition({ at: 1, message: 'other', from: 'Unknown' })), name);
  const others = [
    eventName({ ...subject, uid: 'another' }, fault),
    eventName(subject, transition({ to: 'False' })),
    eventName(subject, transition({ reason: 'BridgeMissing' })),
    eventName(subject, transition({ type: 'DNSProblem' })),
  ];
  t.equal(new Set([name, ...others]).size, 5);
});

t.test('a name is short enough, and still a name, for every node', async (t) => {
  for (const node of [`${'n'.repeat(235)}.${'n'.repeat(17)}`, 'n'.repeat(253)]) {
    const long = eventName({ ...subject, name: node }, fault);
    t.match(long, /^n[n.]*n\.[0-9a-f]{16}$/);
    t.ok(long.length <= 253);
  }
});
