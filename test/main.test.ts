import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, openSync } from 'node:fs';
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
