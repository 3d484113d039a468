import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import type { ApiRequest } from '../../src/clients/kubernetes.ts';
import { createAccess } from '../../src/clients/kubernetes-access.ts';
import { createKubernetesClient } from '../../src/clients/kubernetes-client.ts';
import { readHostFile } from '../../src/probes/files.ts';
import {
  accessOptions,
  apiServer,
  kubernetesFixture,
  magnumNode,
  ok,
  podAccess,
  refusal,
  serviceAccount,
  serviceAccountFolder,
} from '../support/api-server.ts';
import { closedPort } from '../support/local-server.ts';

const get: ApiRequest = { method: 'GET', path: '/api/v1/nodes/x' };
const isToken = (token: string, headers: Readonly<Record<string, unknown>>): boolean =>
  headers['authorization'] === `Bearer ${token}`;

t.test('a request is answered, and the server named once it is known', async (t) => {
  const { url, seen } = await apiServer(t, () => ok({ kind: 'Node' }));
  const client = createKubernetesClient({ access: podAccess(url) });
  t.teardown(() => client.close());
  t.equal(client.server, '');
  t.same(await client.request(get), { kind: 'ok', status: 200, body: { kind: 'Node' } });
  t.equal(client.server, url);
  t.match(seen, [{ headers: { authorization: 'Bearer tok-1' }, certificate: undefined }]);
});

t.test('without credentials there is no answer, until there are some', async (t) => {
  const { url } = await apiServer(t, () => ok({}));
  const own: Record<string, string> = {};
  const access = createAccess({ ...accessOptions({ own }), server: url });
  const client = createKubernetesClient({ access });
  t.teardown(() => client.close());
  t.match(await client.request(get), { kind: 'unreachable', detail: /no credentials/ });
  Object.assign(own, serviceAccount());
  t.match(await client.request(get), { kind: 'ok' });
});

t.test('a token that has rotated is read within a minute', async (t) => {
  const { url, seen } = await apiServer(t, () => ok({}));
  const host = magnumNode(url);
  const files: Record<string, string> = serviceAccount('old');
  const options = accessOptions({ own: files, host });
  const client = createKubernetesClient({ access: createAccess(options) });
  t.teardown(() => client.close());
  await client.request(get);
  files[`${serviceAccountFolder}/token`] = 'new';
  options.clock.ms = 59_999;
  await client.request(get);
  options.clock.ms = 60_000;
  await client.request(get);
  t.same(
    seen.map(({ headers }) => headers['authorization']),
    ['Bearer old', 'Bearer old', 'Bearer new'],
  );
  t.equal(new Set(seen.map(({ socket }) => socket)).size, 1, 'over the same connection');
});

for (const name of ['unauthorized', 'anonymous']) {
  t.test(`${name}: credentials are read anew at once, and the request repeated`, async (t) => {
    const { url, seen } = await apiServer(t, ({ headers }) =>
      isToken('new', headers) ? ok({}) : refusal(name),
    );
    const files: Record<string, string> = serviceAccount('old');
    const options = accessOptions({ own: files, host: magnumNode(url) });
    const client = createKubernetesClient({ access: createAccess(options) });
    t.teardown(() => client.close());
    const answer = await client.request(get);
    t.match(answer, { kind: 'refused' }, 'the same credentials are not shown twice');
    t.equal(seen.length, 1);
    files[`${serviceAccountFolder}/token`] = 'new';
    const body = { status: {} };
    t.match(await client.request({ ...get, method: 'PATCH', body }), { kind: 'ok' });
    t.match(seen.slice(1), [
      { method: 'PATCH', body: '{"status":{}}', headers: { authorization: 'Bearer old' } },
      { method: 'PATCH', body: '{"status":{}}', headers: { authorization: 'Bearer new' } },
    ]);
    files[`${serviceAccountFolder}/token`] = 'wrong';
    options.clock.ms = 60_000;
    t.match(await client.request(get), { kind: 'refused' });
    t.equal(seen.length, 4, 'nor are others a third time');
  });
}

t.test('credentials that vanish are not shown again', async (t) => {
  const { url, seen } = await apiServer(t, () => refusal('unauthorized'));
  const files: Record<string, string> = serviceAccount();
  const host: Record<string, string> = magnumNode(url);
  const client = createKubernetesClient({
    access: createAccess(accessOptions({ own: files, host })),
  });
  t.teardown(() => client.close());
  await client.request(get);
  for (const path of [...Object.keys(files)]) delete files[path];
  for (const path of [...Object.keys(host)]) delete host[path];
  t.match(await client.request(get), { kind: 'unreachable', detail: /no credentials/ });
  t.equal(seen.length, 2);
});

t.test('a missing right is no reason to look for other credentials', async (t) => {
  const names = ['withoutTheRight', 'otherNode', 'notFound', 'alreadyExists', 'expired'] as const;
  for (const name of [...names, 'tooManyRequests', 'internalError', 'timeout']) {
    const { url, seen } = await apiServer(t, () => refusal(name));
    const client = createKubernetesClient({ access: podAccess(url) });
    t.match(await client.request(get), { kind: 'refused', status: refusal(name).status });
    t.equal(seen.length, 1, name);
    await client.close();
  }
});

t.test('a kubelet’s certificate that is renewed on disk is shown within a minute', async (t) => {
  const { url, seen } = await apiServer(t, () => ok({}));
  const pki = 'var/lib/kubelet/pki';
  const current = `/${pki}/kubelet-client-current.pem`;
  const hostRoot = t.testdir({
    etc: { kubernetes: {} },
    var: { lib: { kubelet: { pki: { 'first.pem': kubernetesFixture('kubelet.pem') } } } },
  });
  const { '/etc/kubernetes/kubelet-config.yaml': config, '/etc/kubernetes/certs/ca.crt': ca } =
    magnumNode(url);
  const kubeconfig = config
    .replace('/etc/kubernetes/certs/ca.crt', 'ca.crt')
    .replaceAll(/\/etc\/kubernetes\/certs\/kubelet\.\w+/g, current);
  await writeFile(join(hostRoot, 'etc/kubernetes/kubelet.conf'), kubeconfig);
  await writeFile(join(hostRoot, 'etc/kubernetes/ca.crt'), ca);
  // The link is the host's: below a root elsewhere it leads nowhere by itself.
  await symlink(`/${pki}/first.pem`, join(hostRoot, current));
  const readFileOfHost = (path: string) => readHostFile(hostRoot, path);
  const options = { ...accessOptions({}), readHostFile: readFileOfHost };
  const client = createKubernetesClient({ access: createAccess(options) });
  t.teardown(() => client.close());

  await client.request(get);
  await writeFile(join(hostRoot, pki, 'first.pem'), kubernetesFixture('kubelet-renewed.pem'));
  await client.request(get);
  options.clock.ms = 60_000;
  await client.request(get);
  const [first, second, third] = seen;
  t.match(first?.certificate, 'CN=system:node:x');
  t.match(third?.certificate, 'CN=system:node:x');
  t.equal(second?.serial, first?.serial);
  t.not(third?.serial, first?.serial, 'over a new connection');
  t.notMatch(await readFile(join(hostRoot, current)).catch(String), 'CERTIFICATE');
});

t.test(
  'where the kubelet’s server is out of reach, the service address has its turn',
  async (t) => {
    const { url, seen } = await apiServer(t, () => ok({}));
    const stranger = await apiServer(t, () => ok({}), 'unknown-authority.pem');
    for (const kubelets of [`https://127.0.0.1:${await closedPort()}`, stranger.url]) {
      const options = accessOptions({ own: serviceAccount(), host: magnumNode(kubelets) });
      const environment = {
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: new URL(url).port,
      };
      const client = createKubernetesClient({ access: createAccess({ ...options, environment }) });
      t.teardown(() => client.close());
      t.match(await client.request(get), { kind: 'unreachable' });
      t.equal(client.server, kubelets);
      t.match(await client.request(get), { kind: 'ok' });
      t.match(await client.request(get), { kind: 'ok' }, 'it stays there');
      t.equal(client.server, url);
    }
    t.same(stranger.seen, [], 'no stranger sees the token');
    t.equal(seen.length, 4);
  },
);

t.test('a server that comes back is found again', async (t) => {
  let isAway = true;
  const { url } = await apiServer(t, ({ socket }) => {
    if (!isAway) return ok({});
    socket.destroy();
    return undefined;
  });
  const client = createKubernetesClient({ access: podAccess(url) });
  t.teardown(() => client.close());
  for (let tries = 0; tries < 3; tries += 1)
    t.match(await client.request(get), { kind: 'unreachable' });
  isAway = false;
  t.match(await client.request(get), { kind: 'ok' });
});

t.test('an answer that never comes is given up at the deadline', async (t) => {
  const { url } = await apiServer(t, () => undefined);
  const client = createKubernetesClient({ access: podAccess(url), deadlineMs: 200 });
  t.teardown(() => client.close());
  t.same(await client.request(get), {
    kind: 'unreachable',
    detail: `${url}: no answer within 200 ms`,
  });
});

t.test('closing ends what is under way, and nothing is sent any more', async (t) => {
  const { url, seen } = await apiServer(t, () => undefined);
  const client = createKubernetesClient({ access: podAccess(url) });
  await t.resolves(createKubernetesClient({ access: podAccess(url) }).close(), 'also unused');
  const answer = client.request(get);
  while (seen.length === 0) await delay(10);
  await client.close();
  t.match(await answer, { kind: 'unreachable' });
  t.same(await client.request(get), { kind: 'unreachable', detail: 'the client is closed' });
  t.equal(seen.length, 1);
});

t.test('no answer ever holds the token', async (t) => {
  const { url } = await apiServer(t, () => refusal('unauthorized'));
  const stranger = await apiServer(t, () => ok({}), 'other-name.pem');
  for (const server of [url, stranger.url, `https://127.0.0.1:${await closedPort()}`]) {
    const own = serviceAccount('a-secret-token');
    const access = createAccess(accessOptions({ own, host: magnumNode(server) }));
    const client = createKubernetesClient({ access });
    t.notMatch(JSON.stringify([await client.request(get), client.server]), 'a-secret-token');
    await client.close();
  }
});
