import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import t, { type Test } from 'tap';
import { containers } from '../../src/probes/containers.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { httpSocket, shortFolder } from '../support/local-server.ts';

const limits = { timeoutMs: 5_000, signal: new AbortController().signal };
const crictl = (socket: string) => `crictl --runtime-endpoint unix://${socket} ps -a -o json`;
const podman = 'podman ps -a --format json';

async function hostWith(t: Test, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await shortFolder(t);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return root;
}

const ask = (hostRoot: string, table: Readonly<Record<string, FakeAnswer>> = {}) =>
  containers({ run: fakeCommands(table).run, hostRoot, limits, ownRoot: hostRoot });

t.test('a node without a runtime has no containers, and nobody is silent', async (t) => {
  t.same(await ask(await hostWith(t, {})), { silent: [], containers: [] });
});

t.test('every runtime that is there is asked', async (t) => {
  const storage = 'var/lib/containers/storage/x';
  const root = await hostWith(t, { 'run/containerd/containerd.sock': '', [storage]: '' });
  await httpSocket(t, join(root, 'run/docker.sock'), (_, response) =>
    response.end(fixture('docker-containers.synthetic.json')),
  );
  const list = await ask(root, {
    [crictl(join(root, 'run/containerd/containerd.sock'))]: fixture('crictl-ps.synthetic.json'),
    [podman]: fixture('podman-ps.synthetic.json'),
  });
  t.same(list.silent, []);
  t.same(
    new Set(list.containers.map(({ runtime }) => runtime)),
    new Set(['docker', 'cri', 'podman']),
  );
});

t.test('a runtime that cannot be asked is silent, the others still count', async (t) => {
  const root = await hostWith(t, {
    'run/k3s/containerd/containerd.sock': '',
    'var/lib/containers/storage/x': '',
    'var/run/docker.sock': '',
  });
  const list = await ask(root, { [podman]: fixture('podman-ps.synthetic.json') });
  t.match(list.silent, [/^docker on .*ECONNREFUSED/, 'crictl is not installed']);
  t.equal(list.containers.length, 3);
});

t.test('docker’s own containerd is no runtime of its own', async (t) => {
  const root = await hostWith(t, {
    'run/containerd/containerd.sock': '',
    'etc/containerd/config.toml': 'disabled_plugins = ["cri"]\n',
  });
  t.same(await ask(root), { silent: [], containers: [] });
});

t.test('podman need not be there where CRI-O keeps its containers', async (t) => {
  const storage = { 'var/lib/containers/storage/x': '' };
  t.same(await ask(await hostWith(t, storage)), { silent: [], containers: [] });
  const withPodman = await hostWith(t, { ...storage, 'usr/bin/podman': '' });
  t.same(await ask(withPodman), { silent: ['podman is not installed'], containers: [] });
  const broken = { [podman]: { exitCode: 125, stderr: 'Error: broken' } };
  const failing = await ask(await hostWith(t, storage), broken);
  t.same(failing.silent, ['podman ps: Error: broken']);
});

t.test('podman is not asked of containers that are not in our own storage', async (t) => {
  const files = { 'var/lib/containers/storage/x': '', 'usr/bin/podman': '' };
  const { run } = fakeCommands({ [podman]: fixture('podman-ps.synthetic.json') });
  t.same(await containers({ run, hostRoot: await hostWith(t, files), limits }), {
    silent: ["podman cannot see the host's containers from this one"],
    containers: [],
  });
});
