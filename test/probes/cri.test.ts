import t from 'tap';
import { criContainers, parseCriContainers, servesCri } from '../../src/probes/cri.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const command = 'crictl --runtime-endpoint unix:///run/c.sock ps -a -o json';

t.test('containers with their attempts', async (t) => {
  const { run } = fakeCommands({ [command]: fixture('crictl-ps.synthetic.json') });
  t.same(await criContainers(run, '/run/c.sock'), [
    { runtime: 'cri', name: 'kube-proxy', state: 'running', restarts: 2 },
    { runtime: 'cri', name: 'kube-flannel', state: 'exited', restarts: 0 },
    { runtime: 'cri', name: 'coredns', state: 'other', restarts: 0 },
  ]);
});

t.test('a runtime that does not answer has no list', async (t) => {
  const stderr = 'level=fatal msg="validate service connection: connection refused"\n';
  const { run } = fakeCommands({ [command]: { exitCode: 1, stderr } });
  await t.rejects(criContainers(run, '/run/c.sock'), {
    reason: 'ToolFailed',
    message: /^crictl ps: .*connection refused/,
  });
});

t.test('nothing but an empty list means no containers', async (t) => {
  t.same(parseCriContainers('{"containers":[]}'), []);
  t.match(parseCriContainers('{"containers":[{"metadata":{"name":"x"}}]}'), [{ state: 'other' }]);
  const others = ['{"containers":[{"state":"CONTAINER_RUNNING"}]}', '{"containers":[1]}'];
  for (const text of [...Object.values(garbage), ...others])
    t.throws(() => parseCriContainers(text), wrongFormat);
});

t.test('docker’s containerd serves no CRI', async (t) => {
  t.equal(servesCri('version = 2\n'), true);
  t.equal(servesCri('#disabled_plugins = ["cri"]\n'), true);
  t.equal(servesCri('disabled_plugins = []\n[plugins."cri"]\n'), true);
  t.equal(servesCri('# comment\ndisabled_plugins = ["cri"]\n'), false);
  t.equal(servesCri('disabled_plugins = [\n "a",\n "io.containerd.grpc.v1.cri"]\n'), false);
});
