import t from 'tap';
import { keptOf, resume, standingOf } from '../../src/domain/condition-state.ts';
import { conditionTypes } from '../../src/domain/conditions.ts';
import { createWatchedNode, dead, well, wrong } from '../support/watched-node.ts';

const bootedAt = Date.UTC(2026, 10, 21, 12);

t.test('without anything kept, nothing is told of any type', async (t) => {
  const state = resume(undefined, { elapsed: 7, bootedAt });
  t.strictSame(
    state.memories.map(({ type, standing, unrestAt }) => [type, standing, unrestAt]),
    conditionTypes.map((type) => [type, undefined, 7]),
  );
  t.strictSame(standingOf(state), { conditions: [], withdrawn: [], transitions: [] });
});

const seen = () => {
  const node = createWatchedNode();
  node.round(well);
  for (const shown of [wrong, well, wrong]) {
    node.round(shown);
    node.wait(2_000);
    node.round(shown);
  }
  return node;
};

t.test('a process goes on with what the one before has kept', async (t) => {
  const { state, standing } = seen();
  const kept = keptOf(state());
  const next = resume(kept, { elapsed: 0, bootedAt: kept.bootedAt + 5_000 });
  t.strictSame(standingOf(next), standing());
  t.match(next.memories[0], { hasStarted: true, flips: 3 });
});

t.test('but not with what was waiting', async (t) => {
  const node = seen();
  node.round(dead);
  const kept = keptOf(node.state());
  t.notMatch(JSON.stringify(kept), 'flanneld does not run');
  t.equal(resume(kept, { elapsed: 0, bootedAt }).memories[0]?.candidate, undefined);
});

for (const apart of [-5_001, 5_001]) {
  t.test(`a boot ${apart} ms apart is another one, and begins anew`, async (t) => {
    const kept = keptOf(seen().state());
    const next = resume(kept, { elapsed: 0, bootedAt: kept.bootedAt + apart });
    t.match(next.memories[0], { hasStarted: false, flips: 0 });
    t.match(standingOf(next).conditions, [{ status: 'True' }], 'but for what stands');
    t.equal(standingOf(next).transitions.length, 4);
  });
}

t.test('a condition says how it is damped', async (t) => {
  t.match(seen().standing().conditions, [{ message: /^cni0 is down \(changed 3 times lately/ }]);
});
