import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { dockerContainers, parseDockerContainers } from '../../src/probes/docker.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';
import { httpSocket, shortFolder } from '../support/local-server.ts';

const { signal } = new AbortController();

t.test('docker’s containers go by their own names', async (t) => {
  t.same(parseDockerContainers(fixture('docker-containers.synthetic.json')), [
    { runtime: 'docker', name: 'kube-proxy', state: 'running', restarts: 0 },
    { runtime: 'docker', name: 'kube-proxy-exporter', state: 'exited', restarts: 0 },
    { runtime: 'docker', name: 'kube-proxy', state: 'restarting', restarts: 0 },
    { runtime: 'docker', name: 'build', state: 'other', restarts: 0 },
  ]);
});

t.test('docker 1.10 tells the state in words', async (t) => {
  const states = parseDockerContainers(fixture('docker-containers.1.10.synthetic.json')).map(
    ({ name, state }) => [name, state],
  );
  t.same(states, [
    ['kube-proxy', 'running'],
    ['old', 'exited'],
    ['loop', 'restarting'],
    ['still', 'other'],
  ]);
});

t.test('nothing but an empty list means no containers', async (t) => {
  t.same(parseDockerContainers('[]'), []);
  t.match(parseDockerContainers('[{"Names":["/x"],"State":"dead"}]'), [{ state: 'other' }]);
  for (const text of Object.values(garbage))
    t.throws(() => parseDockerContainers(text), wrongFormat);
});

async function ask(t: Test, answer: RequestListener, timeoutMs = 5_000) {
  const folder = await shortFolder(t);
  await httpSocket(t, join(folder, 's'), answer);
  return dockerContainers(join(folder, 's'), { timeoutMs, signal });
}

t.test('all containers are asked for', async (t) => {
  const asked: (string | undefined)[] = [];
  const list = await ask(t, ({ url }, response) => {
    asked.push(url);
    response.end(fixture('docker-containers.synthetic.json'));
  });
  t.equal(list.length, 4);
  t.same(asked, ['/containers/json?all=true']);
});

t.test('a docker that hangs, fails or is dead has no answer', async (t) => {
  const hung = ask(t, () => {}, 50);
  await t.rejects(hung, {
    reason: 'ToolFailed',
    message: /^docker on .*: no answer within 50 ms$/,
  });
  const failing = ask(t, (_, response) => response.writeHead(500).end());
  await t.rejects(failing, { reason: 'ToolFailed', message: /^docker on .*: status 500$/ });
  const dead = dockerContainers(join(await shortFolder(t), 'none'), { timeoutMs: 5_000, signal });
  await t.rejects(dead, { reason: 'ToolFailed', message: /^docker on .*: connect ENOENT/ });
});
