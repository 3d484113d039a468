import t from 'tap';
import type { PeerRoutes } from '../../src/domain/peer-routes.ts';
import type { StateStore } from '../../src/domain/state-store.ts';
import { createPeerMemory } from '../../src/runner/peer-memory.ts';
import { fakeProbes } from '../support/fake-probes.ts';

/** Keeps texts, as files do. */
function createStore() {
  const saved: string[] = [];
  const store: StateStore = {
    load: async ({ parse }) => parse(JSON.parse(saved.at(-1) ?? 'null')),
    async save(_, value) {
      saved.push(JSON.stringify(value));
      return true;
    },
  };
  return { store, saved };
}

/** The rounds of one process. */
function startProcess(store: StateStore) {
  const memory = createPeerMemory({ store });
  return (seen: PeerRoutes) => memory.remember(fakeProbes()).formerPeers(seen);
}

const routes = (index: number, count: number, writtenAt = 1): PeerRoutes => ({
  writtenAt,
  devices: [{ name: 'flannel.1', index, routes: count }],
});

t.test('the other questions go where they went', async (t) => {
  const { store } = createStore();
  const probes = createPeerMemory({ store }).remember(fakeProbes({ links: async () => [] }));
  t.same(await probes.links(), []);
});

t.test('a round knows what the ones before have seen', async (t) => {
  const round = startProcess(createStore().store);
  t.equal(await round(routes(4, 3)), undefined);
  await round(routes(4, 3));
  t.same(await round(routes(7, 0)), routes(4, 3));
});

t.test('the next process knows it too, also what was lost', async (t) => {
  const { store } = createStore();
  const round = startProcess(store);
  for (const seen of [routes(4, 3), routes(4, 3), routes(7, 0), routes(7, 0)]) await round(seen);
  const next = startProcess(store);
  for (const seen of [routes(7, 0), routes(7, 0), routes(7, 0)])
    t.same(await next(seen), routes(4, 3));
});

t.test('after a reboot flanneld writes its file anew, and nothing of before counts', async (t) => {
  const { store, saved } = createStore();
  const round = startProcess(store);
  for (const seen of [routes(4, 3), routes(4, 3)]) await round(seen);
  const next = startProcess(store);
  for (const seen of [routes(5, 0, 2), routes(5, 0, 2)]) await next(seen);
  t.same(saved.at(-1), '{"writtenAt":2,"devices":[]}');
});

t.test('what does not change is not saved again', async (t) => {
  const { store, saved } = createStore();
  const round = startProcess(store);
  for (let count = 0; count < 5; count += 1) await round(routes(4, 3));
  await startProcess(store)(routes(4, 3));
  t.same(
    saved.map((text) => JSON.parse(text)),
    [{ writtenAt: 1, devices: [] }, routes(4, 3)],
  );
});

t.test('a disk that hangs keeps nobody waiting', async (t) => {
  const { store } = createStore();
  const round = startProcess({ ...store, save: () => new Promise(() => {}) });
  for (const seen of [routes(4, 3), routes(4, 3)]) await round(seen);
  t.same(await round(routes(7, 0)), routes(4, 3));
});
