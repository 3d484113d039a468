import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { RunTool } from '../../src/clients/command.ts';
import type { LogQuery } from '../../src/domain/probes.ts';
import { logTail } from '../../src/probes/log-tail.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { httpSocket, shortFolder } from '../support/local-server.ts';

const { signal } = new AbortController();
const limits = { timeoutMs: 3_000, signal };
const everywhere: LogQuery = { units: ['kube-proxy'], containers: ['kube-proxy'], files: ['/log'] };
const nowhere: LogQuery = { units: [], containers: [], files: [] };

/** A host with systemd, docker, containerd and podman; their logs are what `answers` says. */
async function host(t: Test, answers: Readonly<Record<string, FakeAnswer>>, docker = '') {
  const hostRoot = await shortFolder(t);
  const folders = ['run/systemd/system', 'run/containerd', 'var/run', 'var/lib/containers/storage'];
  for (const folder of folders) await mkdir(join(hostRoot, folder), { recursive: true });
  await httpSocket(t, join(hostRoot, 'var/run/docker.sock'), ({ url = '' }, response) =>
    response.end(
      url.startsWith('/containers/json') ? '[{"Id":"a","Names":["/kube-proxy"]}]' : docker,
    ),
  );
  await httpSocket(t, join(hostRoot, 'run/containerd/containerd.sock'), () => {});
  const crictl = `crictl --runtime-endpoint unix://${hostRoot}/run/containerd/containerd.sock`;
  const commands = {
    [`journalctl --root=${hostRoot} --no-pager -q -o cat -n 50 -u kube-proxy`]:
      answers['journal'] ?? '',
    [`${crictl} ps -a --name ^kube-proxy$ -o json`]: '{"containers":[{"id":"a"}]}',
    [`${crictl} logs --tail 50 a`]: answers['cri'] ?? '',
    'podman logs --tail 50 kube-proxy': answers['podman'] ?? '',
  };
  return { run: fakeCommands(commands).run, hostRoot, limits };
}

t.test('the first place that has any lines is taken', async (t) => {
  const first = await logTail(everywhere, await host(t, { journal: 'E1121 failed\n', cri: 'x' }));
  t.same(first, { source: 'journal of kube-proxy', lines: ['E1121 failed'] });
  const docker = await logTail(everywhere, await host(t, { cri: 'x' }, 'in docker\n'));
  t.same(docker, { source: 'docker container kube-proxy', lines: ['in docker'] });
  const cri = await logTail(everywhere, await host(t, { cri: 'in cri\n', podman: 'x' }));
  t.same(cri, { source: 'cri container kube-proxy', lines: ['in cri'] });
  const podman = await logTail(
    everywhere,
    await host(t, { podman: { stdout: 'a\n', stderr: 'b\n' } }),
  );
  t.same(podman, { source: 'podman container kube-proxy', lines: ['a', 'b'] });
});

t.test('secrets are masked', async (t) => {
  const source = await host(t, { journal: 'failed with token=abc\n' });
  t.same((await logTail(everywhere, source))?.lines, ['failed with token=***']);
});

t.test('no log is no error, whatever does not work', async (t) => {
  t.equal(await logTail(everywhere, await host(t, { podman: { exitCode: 125 } })), undefined);
  t.equal(await logTail(nowhere, await host(t, {})), undefined);
  const bare = { run: fakeCommands({}).run, hostRoot: t.testdir({}), limits };
  t.equal(await logTail(everywhere, bare), undefined);
});

t.test('a place that hangs costs two seconds, and nothing is asked after it', async (t) => {
  const asked: string[] = [];
  const release = Promise.withResolvers<void>();
  const run: RunTool = async (file) => {
    asked.push(file);
    await release.promise;
    throw new Error('killed');
  };
  const { hostRoot } = await host(t, {});
  const query = { ...nowhere, units: ['kube-proxy', 'k3s'] };
  t.equal(await logTail(query, { run, hostRoot, limits: { timeoutMs: 50, signal } }), undefined);
  release.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(asked, ['journalctl']);
});

t.test('after the round there is no log', async (t) => {
  const ended = { timeoutMs: 3_000, signal: AbortSignal.abort() };
  const source = { run: fakeCommands({}).run, hostRoot: '', limits: ended };
  t.equal(await logTail(everywhere, source), undefined);
});
