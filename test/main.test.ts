import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';

const main = join(import.meta.dirname, '../src/main.ts');
// Set by CI for the tests alone: node-check refuses variables that it does not know.
const { NODE_CHECK_REQUIRE: _, ...env } = process.env;
const quiet = ['--once', '--checks', 'flannel-daemon', '--flannel-expected', 'none'];

t.test('the exit code and the output are the command’s', async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...quiet], {
    encoding: 'utf8',
    env,
  });
  t.equal(status, 0);
  t.match(stdout, 'NoFlannel');
  t.equal(stderr, '');
});

t.test('a reader that closes the pipe is no failure', async (t) => {
  const child = spawn(process.execPath, [main, 'explain'], { env });
  child.stdout.destroy();
  const [status] = await once(child, 'exit');
  t.equal(status, 0);
});

t.test('a report that cannot be written is not lost in silence', async (t) => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [main, ...quiet], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
    env,
  });
  t.equal(status, 74);
  t.match(stderr, /^node-check: cannot write its output: ENOSPC[^\n]*\n$/);
});

t.test('a signal ends a round at once, and the tools that hang in it', async (t) => {
  const tools = t.testdir({ ip: '#!/bin/sh\nexec sleep 300\n' });
  chmodSync(join(tools, 'ip'), 0o755);
  const child = spawn(process.execPath, [main, '--once', '--checks', 'default-route'], {
    env: { PATH: tools, NODE_CHECK_LOG_LEVEL: 'debug' },
  });
  setTimeout(() => child.kill('SIGTERM'), 1_000);
  const [status] = await once(child, 'exit');
  t.equal(status, 130);
  t.notMatch(spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout, /sleep 300/);
});

t.test('a second signal does not wait for what the first one ends in order', async (t) => {
  // It takes what it is told, and never answers.
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const kubeconfig = join(
    t.testdir({
      kubeconfig: `{"apiVersion": "v1", "kind": "Config", "current-context": "c",
        "clusters": [{"name": "c", "cluster": {"server": "http://127.0.0.1:${port}"}}],
        "users": [{"name": "u", "user": {}}],
        "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}]}`,
    }),
    'kubeconfig',
  );
  const flags = ['--report=kubernetes', '--node-name=n1', '--state-dir=', '--http-listen='];
  const child = spawn(
    process.execPath,
    [main, '--checks=node-limits', `--kubernetes-kubeconfig=${kubeconfig}`, ...flags],
    { env },
  );
  const [socket] = await once(server, 'connection');
  socket.on('error', () => {});
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGTERM'), 1_000);
  const [status] = await once(child, 'exit');
  t.equal(status, 130);
  socket.destroy();
});
