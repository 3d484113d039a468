import { hostname } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { composeKubernetes } from '../../src/cli/kubernetes.ts';
import { createCommandRunner } from '../../src/clients/command.ts';
import {
  type Answering,
  apiServer,
  kubernetesFixture,
  magnumNode,
  ok,
} from '../support/api-server.ts';
import { configOf } from '../support/config.ts';
import { processOf, processTable } from '../support/facts.ts';
import { silentLogger } from '../support/silent-logger.ts';
import { tlsFixture } from '../support/web-servers.ts';

const { signal } = new AbortController();
const noProcesses = { processes: async () => processTable() };
const recorded: unknown = JSON.parse(kubernetesFixture('node.v1.36.2.json'));

function partsOf(
  t: Test,
  flags: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string | undefined>> = {},
) {
  const commands = createCommandRunner({ logger: silentLogger, path: '' });
  const parts = composeKubernetes(configOf(flags), { commands, environment });
  t.teardown(() => parts.client.close());
  return parts;
}

/** A Magnum node's files below a root of their own, and the server that its kubelet asks. */
async function magnumBelow(t: Test, answer: Answering) {
  const { url, seen } = await apiServer(t, answer);
  const files = magnumNode(url);
  const hostRoot = t.testdir({
    etc: {
      kubernetes: {
        'kubelet-config.yaml': files['/etc/kubernetes/kubelet-config.yaml'],
        certs: {
          'ca.crt': files['/etc/kubernetes/certs/ca.crt'],
          'kubelet.crt': files['/etc/kubernetes/certs/kubelet.crt'],
          'kubelet.key': files['/etc/kubernetes/certs/kubelet.key'],
        },
      },
    },
  });
  return { url, seen, flags: { 'host-root': hostRoot } };
}

t.test('the node is asked for under its certificate’s name, below the host root', async (t) => {
  const { flags, seen } = await magnumBelow(t, () => ok(recorded));
  const parts = partsOf(t, flags);
  t.equal(await parts.nodeName(noProcesses), 'x');
  t.match(await parts.ownNode(noProcesses, signal), { podCidrs: ['10.244.1.0/24'] });
  t.match(seen, [{ path: '/api/v1/nodes/x', certificate: /CN=system:node:x/ }]);
});

t.test('a server that stays silent is waited for two seconds', async (t) => {
  const { flags } = await magnumBelow(t, () => undefined);
  await t.rejects(partsOf(t, flags).ownNode(noProcesses, signal), {
    message: 'the API server does not answer: no answer within 2000 ms',
  });
});

t.test('without a kubelet’s files there is no object, and other hints name the node', async (t) => {
  const root = { 'host-root': t.testdir({}) };
  t.equal(await partsOf(t, root).ownNode(noProcesses, signal), undefined);
  const kubelet = processTable([processOf('/usr/bin/kubelet --hostname-override=by-flag')]);
  const names = [
    [{ ...root, 'node-name': 'by-option' }, kubelet, 'by-option'],
    [root, kubelet, 'by-flag'],
    [root, processTable(), hostname().toLowerCase()],
  ] as const;
  for (const [flags, table, name] of names)
    t.equal(await partsOf(t, flags).nodeName({ processes: async () => table }), name);
});

t.test('the operator’s kubeconfig may name a program, which gets our variables', async (t) => {
  const { url, seen } = await apiServer(t, () => ok(recorded));
  const status = '{"status":{"token":"%s-%s-%s"}}';
  const script = `printf '${status}' "$A_USER" "$A_PROFILE" "$NOTHING"`;
  const exec = {
    command: 'sh',
    args: ['-c', script],
    env: [{ name: 'A_PROFILE', value: 'node' }],
  };
  const folder = t.testdir({
    ca: tlsFixture('ca.pem'),
    config: JSON.stringify({
      'current-context': 'c',
      clusters: [{ name: 'a', cluster: { server: url, 'certificate-authority': 'ca' } }],
      contexts: [{ name: 'c', context: { cluster: 'a', user: 'u' } }],
      users: [{ name: 'u', user: { exec } }],
    }),
  });
  const flags = { 'kubernetes.kubeconfig': join(folder, 'config') };
  const { client } = partsOf(t, flags, { A_USER: 'joe', NOTHING: undefined });
  t.match(await client.request({ method: 'GET', path: '/api' }), { kind: 'ok' });
  t.match(seen, [{ headers: { authorization: 'Bearer joe-node-' } }]);
});

t.test('the option may name the server, and variables the service address', async (t) => {
  const server = 'https://192.0.2.1:6443';
  const flags = { 'host-root': t.testdir({}), 'kubernetes.server': server };
  t.match(await partsOf(t, flags).access.find(), { kind: 'none' });
  const { flags: below } = await magnumBelow(t, () => undefined);
  t.match(await partsOf(t, { ...below, 'kubernetes.server': server }).access.find(), {
    access: { server },
  });
});

t.test(
  'what a delivery has shown of the node need not be asked, until it is doubted',
  async (t) => {
    const { flags, seen } = await magnumBelow(t, () => ok(recorded));
    const parts = partsOf(t, flags);
    parts.onNode({ name: 'x', uid: 'shown', podCidrs: [], flannel: {} });
    t.match(await parts.ownNode(noProcesses, signal), { uid: 'shown' });
    t.equal(seen.length, 0);
    parts.doubtNode();
    t.match(await parts.ownNode(noProcesses, signal), { podCidrs: ['10.244.1.0/24'] });
  },
);
