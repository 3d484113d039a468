import t from 'tap';
import { parseNode } from '../../../src/clients/kubernetes-node.ts';
import { conditionsPatch } from '../../../src/reporters/kubernetes/conditions-patch.ts';
import { createSentConditions } from '../../../src/reporters/kubernetes/sent-conditions.ts';
import { fakeApiServer } from '../../support/fake-api-server.ts';
import { beginsAt, bridgeFault, condition } from '../../support/kubernetes-reporting.ts';

type Conditions = readonly ReturnType<typeof condition>[];

/** What the server holds after somebody has written this. */
async function stored(conditions: Conditions) {
  const { client } = fakeApiServer();
  const answer = await client.request(conditionsPatch('x', { conditions, withdrawn: [] }));
  return parseNode('body' in answer ? answer.body : undefined)?.conditions ?? [];
}

t.test('what we wrote is ours, though the server cuts off fractions', async (t) => {
  const conditions = [bridgeFault(), condition('DNSProblem')];
  const sent = createSentConditions();
  sent.remember(conditions);
  t.same(sent.overwritten(await stored(conditions)), []);
});

const others = [
  ['another status', { status: 'Unknown' }],
  ['another heartbeat', { evidenceAt: beginsAt + 1_000 }],
  ['another transition', { transitionAt: beginsAt - 3_600_000 }],
] as const;

for (const [difference, changes] of others)
  t.test(`${difference} was written by somebody else`, async (t) => {
    const sent = createSentConditions();
    sent.remember([bridgeFault(), condition('DNSProblem')]);
    const found = await stored([bridgeFault(changes), condition('DNSProblem')]);
    t.same(sent.overwritten(found), ['FlannelProblem']);
  });

t.test('a time that somebody has erased too', async (t) => {
  const sent = createSentConditions();
  sent.remember([bridgeFault()]);
  const found = (await stored([bridgeFault()])).map((one) => ({ ...one, transitionAt: undefined }));
  t.same(sent.overwritten(found), ['FlannelProblem']);
});

t.test('types that we never sent, or that are not there, tell nothing', async (t) => {
  const sent = createSentConditions();
  t.same(sent.overwritten(await stored([bridgeFault()])), []);
  sent.remember([condition('DNSProblem')]);
  t.same(sent.overwritten(await stored([bridgeFault()])), []);
});

t.test('of the last 32 patches any may be what the server holds', async (t) => {
  const sent = createSentConditions();
  const tries = Array.from({ length: 33 }, (_, index) =>
    bridgeFault({ evidenceAt: beginsAt + index * 30_000 }),
  );
  for (const one of tries) sent.remember([one]);
  t.same(sent.overwritten(await stored(tries.slice(1, 2))), []);
  t.same(sent.overwritten(await stored(tries.slice(0, 1))), ['FlannelProblem']);
});
