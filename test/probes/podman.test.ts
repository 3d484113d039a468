import t from 'tap';
import { parsePodmanContainers, podmanContainers } from '../../src/probes/podman.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const command = 'podman ps -a --format json';

t.test('containers with their restarts', async (t) => {
  const { run } = fakeCommands({ [command]: fixture('podman-ps.synthetic.json') });
  t.same(await podmanContainers(run), [
    { runtime: 'podman', name: 'kube-proxy', state: 'running', restarts: 4 },
    { runtime: 'podman', name: 'kubelet', state: 'exited', restarts: 0 },
    { runtime: 'podman', name: 'etcd', state: 'exited', restarts: 0 },
  ]);
});

t.test('podman 1 gives one name and tells the state in words', async (t) => {
  t.same(parsePodmanContainers(fixture('podman-ps.1.8.synthetic.json')), [
    { runtime: 'podman', name: 'kube-proxy', state: 'running', restarts: 0 },
  ]);
});

t.test('a pause container is left out', async (t) => {
  t.same(parsePodmanContainers('[{"Names":["k8s_POD_a_b_c_0"],"State":"running"}]'), []);
});

t.test('a podman that fails has no list', async (t) => {
  const { run } = fakeCommands({ [command]: { exitCode: 125, stderr: 'Error: no lock' } });
  await t.rejects(podmanContainers(run), {
    reason: 'ToolFailed',
    message: 'podman ps: Error: no lock',
  });
});

t.test('nothing but an empty list means no containers', async (t) => {
  t.same(parsePodmanContainers('[]'), []);
  for (const text of Object.values(garbage))
    t.throws(() => parsePodmanContainers(text), wrongFormat);
});
