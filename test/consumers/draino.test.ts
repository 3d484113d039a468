import { spawnSync } from 'node:child_process';
import t, { type Test } from 'tap';
import { type ControlPlane, startControlPlane } from '../cluster/control-plane.ts';
import { startDaemon } from '../cluster/daemon.ts';
import { writeAdminConfig } from '../cluster/kubeconfig.ts';
import { type NodeCondition, readNode } from '../cluster/objects.ts';
import { findProgram, findPrograms } from '../cluster/programs.ts';
import { until } from '../cluster/until.ts';
import { actedOn, cases, stood } from './conditions.ts';
import { createNode, setConditions } from './plane.ts';
import { recipe } from './recipes.ts';
import { withConsumers } from './requirements.ts';

const conditionsOf = (name: string): readonly NodeCondition[] =>
  cases[name]?.conditions.map(stood) ?? [];

async function isCordoned(plane: ControlPlane, name: string): Promise<boolean> {
  const { spec } = await plane.api.get<{ readonly spec: { readonly unschedulable?: boolean } }>(
    `/api/v1/nodes/${name}`,
  );
  return spec.unschedulable === true;
}

async function cordoned(plane: ControlPlane): Promise<readonly string[]> {
  const names = Object.keys(cases);
  const are = await Promise.all(names.map((name) => isCordoned(plane, name)));
  return names.filter((_, at) => are[at]);
}

/** It takes Nodes by their names when it starts, and then in the order in which they change. */
async function untilItHasSeenAll(plane: ControlPlane, name: string): Promise<void> {
  await createNode(plane, name, conditionsOf('true-long'));
  await until(`${name} to be cordoned`, () => isCordoned(plane, name));
}

async function testDraino(t: Test, plane: ControlPlane): Promise<void> {
  for (const name of Object.keys(cases)) await createNode(plane, name, conditionsOf(name));
  const kubeconfig = await writeAdminConfig(plane);
  const { args } = recipe<{ readonly args: readonly string[] }>('draino');
  const draino = await startDaemon(plane.pid, [
    ...([findProgram('draino') ?? '', `--kubeconfig=${kubeconfig}`] as const),
    ...args.filter((arg) => arg !== '--dry-run'),
  ]);
  t.teardown(() => draino.stop());
  await untilItHasSeenAll(plane, 'z-first').catch((error) => {
    throw new Error(draino.output(), { cause: error });
  });
  t.same(await cordoned(plane), actedOn, 'only those with a confirmed fault of their own');

  await setConditions(plane, 'true-newly', conditionsOf('true-long'));
  await setConditions(plane, 'true-long', conditionsOf('check-stalled'));
  await setConditions(plane, 'kube-proxy', [{ $patch: 'delete', type: 'KubeProxyProblem' }]);
  await setConditions(plane, 'z-first', conditionsOf('false'));
  await untilItHasSeenAll(plane, 'z-second');
  t.notOk(await isCordoned(plane, 'z-first'), 'False gives a node back');
  t.same(
    await cordoned(plane),
    ['true-newly', 'kube-proxy'],
    'after enough time; Unknown gives the node back, absence does not',
  );
  const { metadata } = await readNode(plane, 'kube-proxy');
  t.match(metadata.annotations, { 'draino.planet.com/conditions': /^KubeProxyProblem=True,/ });
}

await withConsumers(t, async () => {
  const programs = findPrograms();
  if ('missing' in programs) return;
  const plane = await startControlPlane(programs);
  t.teardown(() => plane.close());

  await t.test('as configured it cordons for confirmed faults of a node only', (t) =>
    testDraino(t, plane),
  );

  await t.test('a status without a duration makes it crash', async (t) => {
    const flags = ['--master=http://127.0.0.1:1', '--listen=127.0.0.1:0'];
    const args = [...flags, 'FlannelProblem=True'];
    const { status, stderr } = spawnSync(findProgram('draino') ?? '', args, { timeout: 10_000 });
    t.equal(status, 2);
    t.match(`${stderr}`, 'panic: runtime error: index out of range');
  });
});
