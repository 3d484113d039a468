import { once } from 'node:events';
import { existsSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { type Ended, run } from './command.ts';
import { faults } from './faults.ts';
import { startKeeper } from './kept-lab.ts';
import { type Lab, startLab } from './lab.ts';
import { skipOrFail } from './lab-test.ts';
import { onMachine } from './machine.ts';
import { whyNoLab } from './requirements.ts';
import { type LabShape, stepEnvironment } from './shape.ts';

const shapes: readonly LabShape[] = [
  { backend: 'vxlan', bridge: 'cni0' },
  { backend: 'host-gw', bridge: 'cni0' },
  { backend: 'udp', bridge: 'cni0' },
  { backend: 'vxlan', bridge: 'docker0' },
];

const proofs = {
  "a pod reaches the other node's pod": 'in_pod ping -c 1 -W 2 "$PEER_LEASE.2"',
  'a packet of full size passes': 'in_pod ping -c 1 -W 2 -M do -s $((MTU - 28)) "$PEER_LEASE.2"',
  'a pod reaches the internet': 'in_pod ping -c 1 -W 2 8.8.8.8',
  'the node resolves a name': 'getent ahostsv4 google.com',
  'an unknown name does not resolve': '! getent ahostsv4 no-such.example',
  'the Service kubernetes answers a pod': 'in_pod bash -c "exec 3<>/dev/tcp/10.254.0.1/443"',
} as const;

const onNode = (lab: Lab, line: string): Promise<Ended> => {
  const environment = stepEnvironment(lab.shape, 'n1');
  const script = `. "$LAB/shell/node.sh"; ${line}`;
  return run(onMachine(lab.pids.n1, ['bash', '-c', script], environment));
};

async function testReality(t: Test, shape: LabShape): Promise<void> {
  const { lab, close } = await startLab(shape);
  t.teardown(close);
  for (const [claim, line] of Object.entries(proofs)) {
    const { code, stdout, stderr } = await onNode(lab, line);
    t.equal(code, 0, claim, { stdout, stderr });
  }
}

async function testCrash(t: Test): Promise<void> {
  const kept = await startKeeper({ backend: 'vxlan', bridge: 'cni0' });
  if (kept === undefined) throw new Error('the lab did not start');
  const { lab, child } = kept;
  const ends = (pid: number | 'self') => [1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  t.notOk(
    ends(kept.keeper).some((end) => ends('self').includes(end)),
    'its holder keeps no output of ours open',
  );
  const inside = await onNode(lab, 'echo nobody >/etc/resolv.conf; rm "$(command -v ping)"');
  t.equal(inside.code, 0, 'a node can change its files');
  t.equal((await run(['ping', '-V'])).code, 0, 'and they are not ours');
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const remaining = () =>
    Object.values(lab.pids).filter((pid) => existsSync(`/proc/${pid}/ns/net`));
  for (let tries = 0; tries < 50 && remaining().length > 0; tries += 1) await sleep(100);
  t.strictSame(remaining(), [], 'its machines are gone');
}

const obstacle = whyNoLab();
if (obstacle !== undefined) {
  skipOrFail(t, obstacle);
} else {
  t.setTimeout(120_000);
  for (const shape of shapes) {
    t.test(`${shape.backend} with ${shape.bridge} works`, (t) => testReality(t, shape));
  }
  t.test('a lab whose holder is killed vanishes', testCrash);
  t.test('no two faults have the same name', async (t) => {
    const names = faults.map(({ name }) => name);
    t.equal(new Set(names).size, names.length);
  });
}
