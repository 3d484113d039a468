import t, { type Test } from 'tap';
import { createAccess } from '../../src/clients/kubernetes-access.ts';
import { createKubernetesClient } from '../../src/clients/kubernetes-client.ts';
import { ownNode } from '../../src/probes/own-node.ts';
import {
  type Answering,
  accessOptions,
  apiServer,
  kubernetesFixture,
  magnumNode,
  ok,
  refusal,
} from '../support/api-server.ts';

const recorded: unknown = JSON.parse(kubernetesFixture('node.v1.36.2.json'));
const { signal } = new AbortController();

/** The answer of a kubelet's API server to the node x. */
async function ask(t: Test, answer: Answering, limits = { timeoutMs: 60_000, signal }) {
  const { url, seen } = await apiServer(t, answer);
  const access = createAccess(accessOptions({ host: magnumNode(url) }));
  const client = createKubernetesClient({ access });
  t.teardown(() => client.close());
  return { seen, url, node: ownNode({ access, client, name: async () => 'x', limits }) };
}

t.test('the node’s object tells its pod network and what flannel noted', async (t) => {
  const { node, seen } = await ask(t, () => ok(recorded));
  t.match(await node, { podCidrs: ['10.244.1.0/24'], flannel: { 'kube-subnet-manager': 'true' } });
  t.match(seen, [{ path: '/api/v1/nodes/x', certificate: /CN=system:node:x/ }]);
});

t.test('without credentials nobody is asked, not even for the name', async (t) => {
  const access = createAccess(accessOptions({}));
  const client = createKubernetesClient({ access });
  const name = () => Promise.reject(new Error('nobody needs it'));
  t.equal(
    await ownNode({ access, client, name, limits: { timeoutMs: 60_000, signal } }),
    undefined,
  );
});

t.test('a refusal and silence are no answer', async (t) => {
  const refusals = [
    ['withoutTheRight', 'NotPermitted', /does not tell of this node: 403 nodes "x" is forbidden/],
    ['unauthorized', 'NotPermitted', /401 Unauthorized$/],
    ['notFound', 'ToolFailed', /404 nodes "x" not found$/],
  ] as const;
  for (const [name, reason, message] of refusals) {
    const { node } = await ask(t, () => refusal(name));
    await t.rejects(node, { reason, message });
  }
  const garbage = await ask(t, () => ({ status: 200, headers: {}, body: '<html>' }));
  await t.rejects(garbage.node, { reason: 'ToolFailed', message: /does not answer: status 200/ });
  const silent = await ask(t, () => undefined, { timeoutMs: 200, signal });
  await t.rejects(silent.node, {
    reason: 'ToolFailed',
    message: 'the API server does not answer: no answer within 200 ms',
  });
});

t.test('the end of the round ends the question', async (t) => {
  const round = new AbortController();
  const { node } = await ask(
    t,
    () => {
      round.abort();
      return undefined;
    },
    { timeoutMs: 60_000, signal: round.signal },
  );
  await t.rejects(node, { message: /round ended/ });
});
