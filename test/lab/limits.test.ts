import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { inject, revert } from './fault.ts';
import { faultNamed } from './faults.ts';
import type { Lab } from './lab.ts';
import { withLab } from './lab-test.ts';
import { onMachine } from './machine.ts';
import { nodeCheck, nodeCheckCommand } from './node-check.ts';
import { testRows } from './row.ts';
import { limitRows } from './rows/limits.ts';

const dead = faultNamed('flanneld-dead');
const waitingFor = 'node-check: waiting: FlannelNotRunning (flannel-daemon): ';

/** Starts a wait on n1, and mends the node when node-check has said what it waits for. */
async function testMended(t: Test, lab: Lab): Promise<void> {
  const [program, ...args] = onMachine(lab.pids.n1, [
    ...nodeCheckCommand(),
    '--once',
    '--wait',
    '2m',
  ]);
  await inject(lab, 'n1', dead);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  const ended = once(child, 'close');
  while (output.stderr === '' && child.exitCode === null) await sleep(20);
  await revert(lab, 'n1', dead);
  t.same(await ended, [0, null]);
  t.ok(output.stderr.startsWith(waitingFor), output.stderr);
  t.equal(output.stderr.split('\n').length, 2, 'one line');
  t.match(output.stdout, /^n1: healthy/, 'only the last report is printed');
}

async function testInVain(t: Test, lab: Lab): Promise<void> {
  await inject(lab, 'n1', dead);
  t.teardown(() => revert(lab, 'n1', dead));
  const { code, stdout, stderr } = await nodeCheck(lab, 'n1', { flags: ['--wait', '5s'] });
  t.equal(code, 1);
  t.ok(stderr.startsWith(waitingFor), stderr);
  t.match(stdout, /^n1: unhealthy: FlannelNotRunning/);

  const through = ['timeout', '--preserve-status', '--signal=INT', '3'];
  const interrupted = await nodeCheck(lab, 'n1', { flags: ['--wait', '1h'], through });
  t.equal(interrupted.code, 130, 'a signal ends it in the middle of a pause');
  t.equal(interrupted.stdout, '');
}

await withLab(t, { backend: 'vxlan', bridge: 'cni0' }, async (lab) => {
  await testRows(t, lab, limitRows);
  await t.test('--wait ends when the node becomes healthy', (t) => testMended(t, lab));
  await t.test('--wait ends with its time, or at a signal', (t) => testInVain(t, lab));
});
