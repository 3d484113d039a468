import t from 'tap';
import { conditionTypes } from '../../../src/domain/conditions.ts';
import { conditionsPatch } from '../../../src/reporters/kubernetes/conditions-patch.ts';
import { removeConditions } from '../../../src/reporters/kubernetes/remove-conditions.ts';
import { refusal } from '../../support/fake-api-server.ts';
import { condition, createScene } from '../../support/kubernetes-reporting.ts';

/** A node on which every type of ours stands. */
async function writtenScene() {
  const scene = createScene();
  const before = scene.server.conditions();
  const conditions = conditionTypes.map((type) => condition(type));
  await scene.server.client.request(conditionsPatch('x', { conditions, withdrawn: [] }));
  scene.server.received.length = 0;
  return { ...scene, before };
}

t.test('all of ours are taken away, and nothing else', async (t) => {
  const { server, options, before } = await writtenScene();
  t.same(await removeConditions(options), { kind: 'removed' });
  t.same(server.conditions(), before);
  t.equal(server.received.length, 1);
});

t.test('where there are none, that is fine', async (t) => {
  const { server, options } = createScene();
  const before = server.conditions();
  t.same(await removeConditions(options), { kind: 'removed' });
  t.same(server.conditions(), before);
});

t.test('a node that does not exist has none', async (t) => {
  const { server, options } = createScene();
  server.node = undefined;
  t.same(await removeConditions(options), { kind: 'noNode' });
});

for (const name of ['unauthorized', 'anonymous', 'withoutThePatchRight', 'otherNode', 'invalid'])
  t.test(`what does not pass by itself is told at once: ${name}`, async (t) => {
    const { server, options } = await writtenScene();
    server.fault = () => refusal(name);
    t.match(await removeConditions(options), { kind: 'failed', detail: /^4\d\d ./ });
    t.equal(server.received.length, 1);
  });

for (const name of ['conflict', 'tooManyRequests', 'internalError', 'timeout', 'away'])
  t.test(`what passes is waited for: ${name}`, async (t) => {
    const { server, options, time, before } = await writtenScene();
    let left = 3;
    server.fault = () => {
      left -= 1;
      if (left < 0) return undefined;
      return name === 'away' ? 'away' : refusal(name);
    };
    const removed = removeConditions(options);
    await time.pass(29_000);
    t.same(await removed, { kind: 'removed' });
    t.same(server.conditions(), before);
  });

t.test('after half a minute it has been given up', async (t) => {
  const { server, options, time } = await writtenScene();
  server.fault = () => 'away';
  const removed = removeConditions(options);
  await time.pass(30_000);
  t.same(await removed, { kind: 'failed', detail: 'connect ECONNREFUSED 10.0.0.1:6443' });
  t.ok(server.received.length <= 6);
});

t.test('a server that never answers is given up, too', async (t) => {
  const { server, options, time } = await writtenScene();
  server.fault = () => 'silent';
  const removed = removeConditions(options);
  await time.pass(30_000);
  t.match(await removed, { kind: 'failed' });
});

t.test('an answer that is no Node removes nothing', async (t) => {
  const { server, options, time } = await writtenScene();
  server.fault = () => ({ status: 200, headers: {}, body: '{}' });
  const removed = removeConditions(options);
  await time.pass(30_000);
  t.match(await removed, { kind: 'failed', detail: "the answer (200) is not the API's" });
});

t.test('without a pause of its own it takes the time that it takes', async (t) => {
  const { options } = await writtenScene();
  const { pause: _, ...withoutPause } = options;
  t.same(await removeConditions(withoutPause), { kind: 'removed' });
});
