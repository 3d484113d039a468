import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t from 'tap';
import { createCommandRunner } from '../../src/clients/command.ts';
import { createChanges } from '../../src/probes/changes.ts';
import { silentLogger } from '../support/silent-logger.ts';

t.test('the kernel and the files are both listened to', async (t) => {
  const root = t.testdir({ bin: {}, run: { flannel: {} } });
  await writeFile(join(root, 'bin/ip'), '#!/bin/sh\necho "2: eth0: <UP> "\nexec sleep 60\n');
  await chmod(join(root, 'bin/ip'), 0o755);
  const commands = createCommandRunner({ logger: silentLogger, path: join(root, 'bin') });
  const source = createChanges({
    commands,
    hostRoot: root,
    paths: ['/run/flannel/subnet.env'],
    logger: silentLogger,
  });
  const seen: string[] = [];
  const stop = new AbortController();
  t.teardown(() => stop.abort());
  source.watch(({ what }) => seen.push(what), stop.signal);
  while (seen.length < 1) await delay(5);
  while (seen.length < 2) {
    await writeFile(join(root, 'run/flannel/subnet.env'), '');
    await delay(20);
  }
  t.same(seen, ['link eth0', '/run/flannel/subnet.env']);
});
