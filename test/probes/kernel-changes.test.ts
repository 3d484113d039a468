import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { createCommandRunner } from '../../src/clients/command.ts';
import { watchKernel } from '../../src/probes/kernel-changes.ts';
import { fakeCommands } from '../support/fake-commands.ts';
import { silentLogger } from '../support/silent-logger.ts';

const recording = new URL(
  '../fixtures/ip-monitor.bridge-loses-its-address.iproute2-6.1.txt',
  import.meta.url,
).pathname;

/** Watches with a script in ip's place, which finds its own folder in $here, until told to stop. */
async function watching(t: Test, script: string, pausesMs: readonly [number, ...number[]]) {
  const folder = t.testdir({});
  await writeFile(join(folder, 'ip'), `#!/bin/sh\nhere="\${0%/ip}"\n${script}\n`);
  await chmod(join(folder, 'ip'), 0o755);
  const stop = new AbortController();
  const changes: string[] = [];
  const warnings: unknown[] = [];
  const until = { changes: Number.POSITIVE_INFINITY, warnings: Number.POSITIVE_INFINITY };
  const look = () => {
    if (changes.length >= until.changes || warnings.length >= until.warnings) stop.abort();
  };
  const watch = (enough: Partial<typeof until>) => {
    Object.assign(until, enough);
    return watchKernel({
      commands: createCommandRunner({ logger: silentLogger, path: folder }),
      logger: {
        ...silentLogger,
        warn(fields, message) {
          warnings.push({ ...fields, message });
          look();
        },
      },
      onChange({ what }) {
        changes.push(what);
        look();
      },
      signal: stop.signal,
      pausesMs,
    });
  };
  return { folder, changes, warnings, watch };
}

t.test('what the kernel tells is told on while ip runs', async (t) => {
  const script = `echo "$@" >"$here/args"; cat ${recording}; exec sleep 60`;
  const { folder, changes, warnings, watch } = await watching(t, script, [1]);
  await watch({ changes: 2 });
  t.same(changes, ['address cni0', 'route 10.100.54.0/24']);
  t.same(warnings, []);
  t.equal(await readFile(join(folder, 'args'), 'utf8'), '-o monitor link address route netconf\n');
});

t.test('an ip that ends is started again, with growing pauses', async (t) => {
  const script = 'echo "2: eth0: <UP> "; echo no memory >&2; exit 1';
  const { changes, warnings, watch } = await watching(t, script, [1, 200, 300]);
  await watch({ warnings: 4 });
  const warning = (retryInMs: number) => ({
    problem: 'ip -o monitor link address route netconf ended with exit code 1: no memory',
    retryInMs,
    message: 'changes in the kernel are not seen; retrying',
  });
  t.same(warnings, [warning(1), warning(200), warning(300), warning(300)]);
  t.same(changes, ['link eth0', 'link eth0', 'link eth0', 'link eth0']);
});

t.test('an ip that has run for long is soon started again', async (t) => {
  const { warnings, watch } = await watching(t, 'sleep 0.1', [1, 50]);
  await watch({ warnings: 3 });
  t.match(warnings, [{ retryInMs: 1 }, { retryInMs: 1 }, { retryInMs: 1 }]);
});

t.test('where ip is missing that is said once', async (t) => {
  const warnings: object[] = [];
  await watchKernel({
    commands: fakeCommands({}),
    logger: {
      ...silentLogger,
      warn: (fields, message) => warnings.push({ ...fields, message }),
    },
    onChange: () => {},
    signal: new AbortController().signal,
  });
  t.same(warnings, [
    {
      problem: 'ip is not installed',
      message: 'changes in the kernel cannot be seen, only rounds show them',
    },
  ]);
});

t.test('an abort ends a pause at once', async (t) => {
  const { warnings, watch } = await watching(t, 'exit 1', [3_600_000]);
  await watch({ warnings: 1 });
  t.equal(warnings.length, 1);
});
