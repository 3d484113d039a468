import { existsSync, readFileSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createCommandRunner } from '../../src/clients/command.ts';
import { silentLogger } from '../support/silent-logger.ts';

const { signal } = new AbortController();
const limits = { timeoutMs: 5_000, signal };
const onLine = () => {};

/** A folder with one executable shell script, and a runner that finds it by name. */
async function withTool(t: Test, script: string) {
  const folder = t.testdir({});
  await writeFile(join(folder, 'tool'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'tool'), 0o755);
  const pidFile = join(folder, 'pid');
  return { folder, pidFile, commands: createCommandRunner({ logger: silentLogger, path: folder }) };
}

const pidIn = (pidFile: string): number => Number(readFileSync(pidFile, 'utf8'));

function isAlive(pidFile: string): boolean {
  if (!existsSync(pidFile)) return false;
  try {
    const [state] = readFileSync(`/proc/${pidIn(pidFile)}/stat`, 'utf8').split(') ')[1] ?? '';
    return state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

async function untilWritten(pidFile: string): Promise<void> {
  while (!existsSync(pidFile) || pidIn(pidFile) === 0) await delay(10);
}

async function untilGone(pidFile: string): Promise<boolean> {
  for (let tries = 0; tries < 100 && isAlive(pidFile); tries += 1) await delay(10);
  return !isAlive(pidFile);
}

t.test('any exit code is a result, with both outputs', async (t) => {
  const { commands } = await withTool(t, 'echo "out $1"; echo err >&2; exit 3');
  t.same(await commands.run('tool', ['one two'], limits), {
    exitCode: 3,
    stdout: 'out one two\n',
    stderr: 'err\n',
  });
});

t.test('a tool sees nothing of our environment but PATH and the C locale', async (t) => {
  Object.assign(process.env, { A_SECRET: 'not for tools' });
  const { folder } = await withTool(t, 'echo "$PATH|$LC_ALL|$A_SECRET|$HOME"');
  const path = `:${folder}:relative`;
  const commands = createCommandRunner({ logger: silentLogger, path });
  const { stdout } = await commands.run('tool', [], limits);
  const system = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin';
  t.equal(stdout, `${folder}:${system}|C||\n`);
});

t.test(
  'a program gets the variables that are meant for it, and its arguments stay unsaid',
  async (t) => {
    const { folder } = await withTool(t, 'echo "$A_TOKEN|$LC_ALL|$1"');
    const lines: object[] = [];
    const logger = { ...silentLogger, debug: (fields: object) => lines.push(fields) };
    const commands = createCommandRunner({ logger, path: folder });
    const env = { A_TOKEN: 'planted', LC_ALL: 'de_DE' };
    const { stdout } = await commands.run('tool', ['--secret=s'], { ...limits, env });
    t.equal(stdout, 'planted|C|--secret=s\n');
    t.match(lines, [{ file: 'tool', durationMs: Number }]);
    t.notMatch(JSON.stringify(lines), 'secret');
  },
);

t.test('where memory runs out, the kernel takes a tool and not us', async (t) => {
  const { commands } = await withTool(
    t,
    'until grep -q "^1000$" /proc/self/oom_score_adj; do :; done; cat /proc/self/oom_score_adj',
  );
  const { stdout } = await commands.run('tool', [], limits);
  t.equal(stdout, '1000\n');
  t.not(readFileSync('/proc/self/oom_score_adj', 'utf8'), '1000\n');
});

t.test('standard input is empty', async (t) => {
  const { commands } = await withTool(t, 'cat; echo end');
  t.match(await commands.run('tool', [], limits), { stdout: 'end\n' });
});

t.test('a program that is missing, not executable or not startable says so', async (t) => {
  const { commands, folder } = await withTool(t, '');
  const plain = join(folder, 'plain');
  await writeFile(plain, 'text');
  await t.rejects(commands.run('no-such-tool', [], limits), {
    reason: 'ToolMissing',
    message: 'no-such-tool is not installed',
  });
  await t.rejects(commands.run(plain, [], limits), {
    reason: 'NotPermitted',
    message: `${plain} may not be executed (EACCES)`,
  });
  await t.rejects(commands.run('tool', ['x'.repeat(200_000)], limits), {
    reason: 'ToolFailed',
    message: 'tool could not be started (E2BIG)',
  });
});

t.test('a program that hangs is killed at the deadline, with its children', async (t) => {
  const { commands, pidFile } = await withTool(t, `sleep 60 & echo $! >"\${0%tool}pid"; wait`);
  await t.rejects(commands.run('tool', ['a'], { timeoutMs: 300, signal }), {
    reason: 'ToolFailed',
    message: 'tool a did not finish within 300 ms',
  });
  t.ok(await untilGone(pidFile));
});

t.test('a child that stays behind is killed when the program ends', async (t) => {
  const { commands, pidFile } = await withTool(t, `sleep 60 & echo $! >"\${0%tool}pid"; echo done`);
  t.match(await commands.run('tool', [], limits), { exitCode: 0, stdout: 'done\n' });
  t.ok(await untilGone(pidFile));
});

const escapes = `setsid sh -c 'echo $$ >"$1"; exec sleep 60' x "\${0%tool}pid" &`;

t.test('a grandchild that left the group and holds the pipe delays nothing', async (t) => {
  await t.test('when the program ends', async (t) => {
    const { commands, pidFile } = await withTool(t, `${escapes}\nsleep 0.2; echo done`);
    const startedAt = performance.now();
    t.match(await commands.run('tool', [], limits), { exitCode: 0, stdout: 'done\n' });
    t.ok(performance.now() - startedAt < 4_000);
    t.ok(isAlive(pidFile), 'it still held the pipe');
    process.kill(pidIn(pidFile), 'SIGKILL');
  });

  await t.test('when the program hangs', async (t) => {
    const { commands, pidFile } = await withTool(t, `${escapes}\nsleep 60`);
    const startedAt = performance.now();
    await t.rejects(commands.run('tool', [], { timeoutMs: 500, signal }), {
      message: 'tool did not finish within 500 ms',
    });
    t.ok(performance.now() - startedAt < 4_000);
    t.ok(isAlive(pidFile), 'it still held the pipe');
    process.kill(pidIn(pidFile), 'SIGKILL');
  });
});

t.test('a program that prints without end is stopped at the limit', async (t) => {
  const { commands } = await withTool(t, 'yes');
  await t.rejects(commands.run('tool', [], limits), {
    reason: 'ToolFailed',
    message: 'tool printed more than 1048576 bytes',
  });
  await t.rejects(commands.run('tool', [], { ...limits, maxBytes: 10 }), {
    message: 'tool printed more than 10 bytes',
  });
});

t.test('a program that somebody else kills has no result', async (t) => {
  const { commands } = await withTool(t, 'kill -TERM $$');
  await t.rejects(commands.run('tool', [], limits), {
    reason: 'ToolFailed',
    message: 'tool was ended by SIGTERM',
  });
});

t.test('the end of the round ends what runs, and starts nothing more', async (t) => {
  const { commands, pidFile } = await withTool(t, `echo $$ >"\${0%tool}pid"; sleep 60`);
  const round = new AbortController();
  const options = { timeoutMs: 5_000, signal: round.signal };
  const result = t.rejects(commands.run('tool', [], options), {
    reason: 'ToolFailed',
    message: 'tool was stopped',
  });
  await untilWritten(pidFile);
  round.abort();
  await result;
  t.ok(await untilGone(pidFile));
  await t.rejects(commands.run('tool', [], options), { message: 'tool was stopped' });
});

t.test('a program that is followed gives its lines while it runs', async (t) => {
  const { commands } = await withTool(t, 'echo one; echo two >&2; sleep 60');
  const following = new AbortController();
  const lines: string[] = [];
  const collect = (line: string) => {
    lines.push(line);
    if (lines.length === 2) following.abort();
  };
  const options = { onLine: collect, signal: following.signal };
  await t.rejects(commands.follow('tool', ['a'], options), {
    reason: 'ToolFailed',
    message: 'tool a was stopped',
  });
  t.same(lines.toSorted(), ['one', 'two']);
});

t.test(
  'a program that is followed is killed with its children when it may not go on',
  async (t) => {
    const { commands, pidFile } = await withTool(t, `sleep 60 & echo $! >"\${0%tool}pid"; wait`);
    const following = new AbortController();
    const result = t.rejects(commands.follow('tool', [], { onLine, signal: following.signal }), {
      message: 'tool was stopped',
    });
    await untilWritten(pidFile);
    following.abort();
    await result;
    t.ok(await untilGone(pidFile));
  },
);

t.test('a program that is followed and ends by itself has failed', async (t) => {
  const ends = [
    ['exit 0', 'tool ended with exit code 0'],
    ['echo going; exit 3', 'tool ended with exit code 3'],
    ['echo no right >&2; exit 255', 'tool ended with exit code 255: no right'],
    ['kill -9 $$', 'tool was ended by SIGKILL'],
  ] as const;
  for (const [script, message] of ends) {
    const { commands } = await withTool(t, script);
    await t.rejects(commands.follow('tool', [], { onLine, signal }), {
      reason: 'ToolFailed',
      message,
    });
  }
  const { commands } = await withTool(t, '');
  await t.rejects(commands.follow('no-such-tool', [], { onLine, signal }), {
    reason: 'ToolMissing',
    message: 'no-such-tool is not installed',
  });
});

t.test('killAll leaves nothing running', async (t) => {
  const { commands, pidFile } = await withTool(t, `echo $$ >"\${0%tool}pid"; sleep 60`);
  const result = t.rejects(commands.run('tool', [], limits), {
    message: 'tool was ended by SIGKILL',
  });
  await untilWritten(pidFile);
  t.same([commands.started, commands.running], [1, 1]);
  commands.killAll();
  await result;
  t.same([commands.started, commands.running], [1, 0]);
  t.ok(await untilGone(pidFile));
});

t.test('arguments and duration are logged, output is not', async (t) => {
  const lines: unknown[] = [];
  const logger = { ...silentLogger, debug: (fields: object) => lines.push(fields) };
  const commands = createCommandRunner({ logger, path: '' });
  await commands.run('echo', ['argument'], limits);
  t.match(lines, [{ file: 'echo', args: ['argument'], durationMs: Number }]);
  t.same(Object.keys(lines[0] as object), ['file', 'args', 'durationMs']);
});
