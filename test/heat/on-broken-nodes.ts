import { symlinkSync } from 'node:fs';
import type { Test } from 'tap';
import { fileOn } from '../cluster/certificates.ts';
import { until } from '../cluster/until.ts';
import { runOrThrow } from '../lab/command.ts';
import { type Lab, type Steps, takeSteps } from '../lab/lab.ts';
import { checkout, onMachine } from '../lab/machine.ts';
import { type NodeName, nodeNames } from '../lab/shape.ts';
import { bootWith } from './cloud-init.ts';
import { giveHandle, type Handle, signalsOf, tellOnce } from './node.ts';
import { sideBySide, type World } from './side-by-side.ts';
import type { Stack } from './stack.ts';
import type { NodesStack } from './stacks.ts';

/** docker as its package sets it up: its unit knows nothing of flannel's options. */
const dockerOnItsOwn: Steps = {
  node: `pod_down
    BRIDGE= write_services
    systemctl daemon-reload
    systemctl restart docker
    start_services
    bridge_address 172.17.0.1/16
    ip link set docker0 mtu 1500`,
};
const mended: Steps = {
  node: `write_services
    systemctl daemon-reload
    systemctl restart docker
    start_services
    bridge_up
    pod_up`,
};

const faultOfN1 =
  'DockerBipNotConfigured docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24 (n1)';
const wellN2 = 'SUCCESS healthy, 7 of 7 required checks pass (n2)';
const unit = 'node-check-heat';

/** What Heat hears of nodes on which docker0 is wrong from the boot on. */
export async function testBrokenNodes(t: Test, { heat, lab }: World): Promise<void> {
  const { stacks } = heat;
  const { n1 } = lab.pids;
  for (const node of nodeNames) {
    await takeSteps(lab, node, dockerOnItsOwn);
    symlinkSync(`${checkout}/dist/node-check`, fileOn(lab.pids[node], '/usr/bin/node-check'));
  }
  const [failing, mending] = await Promise.all([
    stacks.nodes({ deadline: '20s', wait: '10m' }),
    stacks.nodes({ deadline: '30m', wait: '40m' }),
  ]);
  const failsEarly = async (t: Test, stack: Stack & Handle) => {
    const flags = ['--wait=10m', '--heat-fail-early', ...giveHandle(n1, stack)];
    t.match(await tellOnce(n1, flags), { code: 1, output: /Heat was told/ });
    await testFailed(t, stack);
  };
  await sideBySide(t, 'nodes with a docker0 that is wrong from the boot on', {
    'what waiting does not mend is told at once, where that is allowed': async (t) =>
      failsEarly(t, await stacks.nodes()),
    'by CFN_SIGNAL, too': async (t) => failsEarly(t, await stacks.cfnSignal()),
    'and by a handle of AWS': async (t) => failsEarly(t, await stacks.awsHandle()),
    'else the deadline brings the root cause': (t) => testDeadline(t, lab, failing),
    'a node that is mended before it is one that is well': (t) => testMended(t, lab, mending),
  });
  await t.test('a later boot tells Heat neither the same again nor the contrary', async (t) => {
    await takeSteps(lab, 'n1', mended);
    await takeSteps(lab, 'n2', dockerOnItsOwn);
    await Promise.all(nodeNames.map((node) => onNode(lab, node, `systemctl start ${unit}`)));
    t.equal(await endOfUnit(lab, 'n1'), '1', 'the stack has failed');
    await untilLogged(lab, 'n2', 2);
    await onNode(lab, 'n2', `systemctl stop ${unit}`);
    t.strictSame(await signalsOf(failing), [`FAILURE ${faultOfN1}`]);
    t.strictSame(await signalsOf(mending), [wellN2]);
  });
}

async function testDeadline(t: Test, lab: Lab, stack: NodesStack): Promise<void> {
  const { userData, endpoint, token } = stack;
  await bootWith(userData, lab, 'n1');
  t.equal(await onNode(lab, 'n1', `systemctl is-enabled ${unit}`), 'enabled');
  t.match(
    await onNode(lab, 'n1', `systemctl show --property=ExecStart --value ${unit}`),
    `/usr/bin/node-check --once --wait=10m --report=heat --heat-deadline=20s --heat-endpoint=${endpoint} `,
  );
  t.equal(await onNode(lab, 'n1', 'cat /etc/node-check/heat-token'), token);
  t.equal(await onNode(lab, 'n1', 'stat --format="%U %a" /etc/node-check/heat-token'), 'root 600');
  t.notMatch(await onNode(lab, 'n1', `systemctl cat ${unit}`), token);
  await testFailed(t, stack);
  t.equal(await endOfUnit(lab, 'n1'), '1');
}

async function testMended(t: Test, lab: Lab, stack: NodesStack): Promise<void> {
  await bootWith(stack.userData, lab, 'n2');
  await untilLogged(lab, 'n2', 1);
  t.match(await stack.state(), { status: 'CREATE_IN_PROGRESS' });
  await takeSteps(lab, 'n2', mended);
  t.match(await stack.outcome(), { status: 'CREATE_COMPLETE' });
  t.equal(await endOfUnit(lab, 'n2'), '0');
  t.strictSame(await signalsOf(stack), [wellN2]);
}

async function testFailed(t: Test, stack: Stack): Promise<void> {
  t.strictSame(await stack.outcome(), {
    status: 'CREATE_FAILED',
    reason: `Resource CREATE failed: WaitConditionFailure: resources.healthy: ${faultOfN1}`,
  });
  t.strictSame(await signalsOf(stack), [`FAILURE ${faultOfN1}`]);
}

const onNode = async (lab: Lab, node: NodeName, line: string): Promise<string> =>
  (await runOrThrow(onMachine(lab.pids[node], ['bash', '-c', line]))).trim();

/** Its exit code, once it has ended. */
async function endOfUnit(lab: Lab, node: NodeName): Promise<string> {
  const show = (property: string) =>
    onNode(lab, node, `systemctl show --property=${property} --value ${unit}`);
  await until(`${unit} to end`, async () => /^(inactive|failed)$/.test(await show('ActiveState')));
  return show('ExecMainStatus');
}

/** The fault was waited for by so many processes of the unit. */
const untilLogged = (lab: Lab, node: NodeName, processes: number): Promise<true> =>
  until('the fault to be logged', async () => {
    const log = await onNode(lab, node, `journalctl --unit=${unit} --output=short`);
    const pids = [...log.matchAll(/node-check\[(\d+)\]: .*DockerBipNotConfigured/g)];
    return new Set(pids.map(([, pid]) => pid)).size >= processes;
  });
