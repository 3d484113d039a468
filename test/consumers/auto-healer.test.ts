import { spawnSync } from 'node:child_process';
import t from 'tap';
import { findProgram } from '../cluster/programs.ts';
import { actedOn, cases, type Stood, stood } from './conditions.ts';
import { recipe } from './recipes.ts';
import { withConsumers } from './requirements.ts';

interface Check {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Configuration {
  readonly healthcheck: { readonly worker: readonly Check[] };
}

type Nodes = Readonly<Record<string, { readonly conditions: readonly Stood[] }>>;

const { worker } = recipe<Configuration>('magnum-auto-healer').healthcheck;

/** The names of those that it would repair. */
function repaired(checks: readonly Check[], nodes: Nodes): readonly string[] {
  const input = JSON.stringify({
    checks,
    nodes: Object.entries(nodes).map(([name, { conditions }]) => ({
      metadata: { name },
      status: { conditions: conditions.map(stood) },
    })),
  });
  const { stdout, stderr } = spawnSync(findProgram('auto-healer') ?? '', { input });
  if (`${stdout}` === '') throw new Error(`${stderr}`);
  return JSON.parse(`${stdout}`);
}

await withConsumers(t, async () => {
  await t.test('as configured it repairs for confirmed faults of a node only', async (t) => {
    t.same(repaired(worker, cases), actedOn);
  });

  await t.test('it goes on looking at the kubelet', async (t) => {
    const ready = (status: string) => ({
      conditions: [{ type: 'Ready', status, reason: 'Kubelet', minutes: 60 }],
    });
    const nodes = { ready: ready('True'), down: ready('False'), gone: ready('Unknown') };
    t.same(repaired(worker, nodes), ['down', 'gone']);
  });

  await t.test('told what is well instead, it would repair what nobody knows', async (t) => {
    const params = { types: ['FlannelProblem'], 'ok-values': ['False'] };
    t.same(repaired([{ type: 'NodeCondition', params }], cases), [
      ...['true-long', 'true-newly', 'starting', 'check-stalled', 'agent-stopped'],
    ]);
  });

  await t.test('a status that is not quoted is refused', async (t) => {
    const params = { types: ['FlannelProblem'], 'error-values': [true] };
    t.throws(() => repaired([{ type: 'NodeCondition', params }], cases), {
      message: /expected type 'string', got unconvertible type 'bool'/,
    });
  });

  await t.test('a fault on every node would repair every node', async (t) => {
    const broken = { conditions: cases['true-long']?.conditions ?? [] };
    t.same(repaired(worker, { a: broken, b: broken, c: broken }), ['a', 'b', 'c']);
  });
});
