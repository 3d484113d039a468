import { join } from 'node:path';
import t from 'tap';
import { once } from '../../src/cli/once.ts';
import { removeConditions } from '../../src/cli/remove-conditions.ts';
import { capture } from '../support/capture.ts';
import { clusterNode } from '../support/cluster-node.ts';
import { configOf } from '../support/config.ts';
import { refusal } from '../support/fake-api-server.ts';

async function remove(flags: Readonly<Record<string, string>>) {
  const { written, ...terminal } = capture();
  const { signal } = new AbortController();
  const exitCode = await removeConditions(configOf(flags), { ...terminal, path: '', signal });
  return { exitCode, ...written };
}

t.test('our conditions go, and others stay', async (t) => {
  const { api, flags } = await clusterNode(t);
  const { signal } = new AbortController();
  await once(configOf(flags), { ...capture(), path: '', signal });
  t.ok(api.conditions()['FlannelProblem']);
  t.match(await remove(flags), { exitCode: 0, stdout: /are gone from x\n$/, stderr: '' });
  t.notOk(api.conditions()['FlannelProblem']);
  t.ok(api.conditions()['Ready']);
});

t.test('where there can be none there is nothing to do', async (t) => {
  const { api, flags, stateDir } = await clusterNode(t);
  const nobody = { ...flags, 'kubernetes.kubeconfig': join(stateDir, 'missing') };
  t.match(await remove(nobody), { exitCode: 0, stdout: /^nothing to remove: .*missing/ });
  api.node = undefined;
  t.match(await remove(flags), { exitCode: 0, stdout: /knows no node x\n$/ });
});

t.test('a refusal is said', async (t) => {
  const { api, flags } = await clusterNode(t);
  api.fault = () => refusal('withoutThePatchRight');
  t.match(await remove(flags), {
    exitCode: 74,
    stderr: /^node-check: cannot remove its conditions/,
  });
});
