import { spawnSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import t from 'tap';
import { startControlPlane } from '../cluster/control-plane.ts';
import { readNode } from '../cluster/objects.ts';
import { findPrograms } from '../cluster/programs.ts';
import { runOrThrow } from '../lab/command.ts';
import { checkout, onMachine } from '../lab/machine.ts';
import { stood } from './conditions.ts';
import { createNode, writeKubeconfig } from './plane.ts';
import { blocks } from './recipes.ts';
import { withConsumers } from './requirements.ts';

const minutes = 60;
const ready = { type: 'Ready', status: 'True', reason: 'KubeletReady', minutes };
const ours = ['FlannelProblem', 'DNSProblem', 'NodeServiceProblem'].map((type) => ({
  ...{ type, status: 'False', reason: `No${type}`, minutes },
}));

await withConsumers(t, async () => {
  const programs = findPrograms();
  if ('missing' in programs) return;

  await t.test("an operator's overlay makes the DaemonSet", async (t) => {
    const cwd = t.testdir({});
    symlinkSync(checkout, join(cwd, 'node-check'));
    writeFileSync(
      join(cwd, 'kustomization.yaml'),
      blocks('operations', 'As DaemonSet', 'yaml').join(''),
    );
    const { stdout, stderr } = spawnSync(programs.kubectl, ['kustomize', '.'], { cwd });
    t.match(`${stdout}`, 'image: registry.example/node-check:0.1.0', `${stderr}`);
    for (const kind of ['DaemonSet', 'ValidatingAdmissionPolicy', 'PrometheusRule'])
      t.match(`${stdout}`, `\nkind: ${kind}\n`);
  });

  await t.test(
    'an administrator sees how old the evidence is, and takes the conditions from all Nodes',
    async (t) => {
      const plane = await startControlPlane(programs);
      t.teardown(() => plane.close());
      for (const name of ['n1', 'n2']) await createNode(plane, name, [ready, ...ours].map(stood));
      await createNode(plane, 'without', [stood(ready)]);
      const [, removal = ''] =
        /^kubectl delete --kustomize \.\n(.*)/s.exec(
          blocks('operations', 'Uninstall', 'sh').at(-1) ?? '',
        ) ?? [];
      const environment = {
        KUBECONFIG: await writeKubeconfig(plane),
        PATH: `${dirname(programs.kubectl)}:${process.env['PATH']}`,
      };
      const take = (lines: string) =>
        runOrThrow(onMachine(plane.pid, ['sh', '-euc', lines], environment));
      const [evidence = 'false'] = blocks('operations', 'How to read Unknown', 'sh');
      t.match(await take(evidence), /^n1 +20.*Z\nn2 +20.*Z\nwithout +<none>$/m);

      await take(removal);
      for (const name of ['n1', 'n2', 'without']) {
        const { status } = await readNode(plane, name);
        t.match(status.conditions, [{ type: 'Ready', status: 'True' }]);
        t.equal(status.conditions.length, 1);
      }
    },
  );
});
