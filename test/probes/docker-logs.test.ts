import { join } from 'node:path';
import t, { type Test } from 'tap';
import { dockerLog, withoutFrames } from '../../src/probes/docker-logs.ts';
import { httpSocket, shortFolder } from '../support/local-server.ts';

const { signal } = new AbortController();

const frame = (stream: number, text: string): Buffer => {
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

t.test('frames are taken off, and text without them is left alone', async (t) => {
  const framed = Buffer.concat([frame(1, 'out\n'), frame(2, `ä${'x'.repeat(300)}\n`)]);
  t.equal(withoutFrames(framed), `out\nä${'x'.repeat(300)}\n`);
  t.equal(withoutFrames(framed.subarray(0, 30)), `out\nä${'x'.repeat(8)}`, 'cut');
  for (const text of ['', 'short', 'a terminal has no frames\n'])
    t.equal(withoutFrames(Buffer.from(text)), text);
});

/** `k8s_…_0` is older than `k8s_…_1`; another container's name holds this one's. */
const list = JSON.stringify([
  { Id: 'a0', Names: ['/k8s_kube-proxy_kube-proxy-x_kube-system_u_0'], Created: 1 },
  { Id: 'a1', Names: ['/k8s_kube-proxy_kube-proxy-x_kube-system_u_1'], Created: 2 },
  { Id: 'b', Names: ['/kube-proxy-exporter'], Created: 3 },
  { Id: 'c', Names: ['/k8s_POD_kube-proxy-x_kube-system_u_1'] },
  { Names: ['/kube-proxy'] },
  { Names: ['/kube-proxy'] },
]);

async function ask(t: Test, logs: Readonly<Record<string, Buffer>>, answer = list) {
  const asked: string[] = [];
  const socketPath = join(await shortFolder(t), 's');
  await httpSocket(t, socketPath, ({ url = '' }, response) => {
    asked.push(decodeURIComponent(url));
    const log = logs[/containers\/(\w+)\/logs/.exec(url)?.[1] ?? ''];
    if (url.startsWith('/containers/json'))
      response.writeHead(answer === '' ? 500 : 200).end(answer);
    else response.writeHead(log === undefined ? 404 : 200).end(log);
  });
  return { log: await dockerLog('kube-proxy', { socketPath, signal }), asked };
}

t.test('the newest container that has said anything tells', async (t) => {
  const both = await ask(t, { a0: frame(2, 'old\n'), a1: frame(2, 'new\n') });
  t.equal(both.log, 'new\n');
  t.same(both.asked, [
    '/containers/json?all=true&filters={"name":["kube-proxy"]}',
    '/containers/a1/logs?stdout=1&stderr=1&tail=50',
  ]);
  t.equal((await ask(t, { a0: frame(2, 'old\n'), a1: Buffer.from('') })).log, 'old\n');
});

t.test('without such a container, or without an answer, there is no log', async (t) => {
  t.equal((await ask(t, {})).log, '');
  t.equal((await ask(t, {}, '[]')).log, '');
  t.equal((await ask(t, {}, '')).log, '');
});
