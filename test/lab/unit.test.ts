import { join } from 'node:path';
import t, { type Test } from 'tap';
import { run } from './command.ts';
import { inject, revert } from './fault.ts';
import { faultNamed } from './faults.ts';
import { type Lab, takeSteps } from './lab.ts';
import { skipOrFail, withLab } from './lab-test.ts';
import { checkout, onMachine } from './machine.ts';
import { nodeCheck, outcomeOf } from './node-check.ts';
import { expectedOf, testRows } from './row.ts';
import { systemdRows } from './rows/systemd.ts';
import { whyNoSystemd } from './systemd.ts';

const shape = { backend: 'vxlan', bridge: 'docker0', init: 'systemd' } as const;

/** As the packages do it. The lab has no targets of its own; what the unit says stays as it is. */
const install = `
  mkdir -p /usr/lib/systemd/system /etc/node-check
  cp "$LAB/../../systemd/node-check.service" /usr/lib/systemd/system/
  : >/usr/bin/node-check
  mount --bind "$LAB/../../dist/node-check" /usr/bin/node-check
  printf 'NODE_CHECK_INTERVAL=5s\\nNODE_CHECK_LOG_LEVEL=info\\n' >/etc/node-check/environment
  for target in sysinit basic multi-user shutdown; do
    printf '[Unit]\\nDefaultDependencies=no\\n' >"/usr/lib/systemd/system/$target.target"
  done
  systemctl daemon-reload`;

const through = ['bash', join(checkout, 'test/lab/shell/under-unit.sh')] as const;

/** Their faults are in files, in the kernel and in units, and each needs another right. */
const rows = [
  { faults: ['bridge-foreign-address'], roots: ['pod-bridge BridgeOutsideSubnet'] },
  { faults: ['forward-drop'], roots: ['kernel-forwarding ForwardPolicyDrop'] },
  ...systemdRows,
].map((row) => ({ ...row, through }));

/** Rejects where the lines fail, and after half a minute. Returns what they print. */
async function onNode(lab: Lab, lines: string): Promise<string> {
  const { code, stdout, stderr } = await run(
    onMachine(lab.pids.n1, ['bash', '-c', `set -eu\n${lines}`]),
  );
  if (code !== 0) throw new Error(`${lines}\nended with ${code}: ${stdout}${stderr}`);
  return stdout.trim();
}

const show = (lab: Lab, property: string): Promise<string> =>
  onNode(lab, `systemctl show --property=${property} --value node-check`);

const untilShown = (lab: Lab, property: string, value: string): Promise<string> =>
  onNode(
    lab,
    `until [ "$(systemctl show --property=${property} --value node-check)" = '${value}' ]
    do sleep 0.1; done`,
  );

/** When each condition came to stand, and for what reason. */
async function keptConditions(lab: Lab): Promise<readonly string[]> {
  const kept = JSON.parse(await onNode(lab, 'cat /var/lib/node-check/conditions.json'));
  const histories: readonly { readonly standing?: Readonly<Record<string, unknown>> }[] =
    kept.value.histories;
  return histories.flatMap(({ standing }) =>
    standing === undefined
      ? []
      : [`${standing['type']} ${standing['reason']} ${standing['transitionAt']}`],
  );
}

async function testFile(t: Test, lab: Lab): Promise<void> {
  await onNode(lab, 'systemd-analyze security --threshold=25 node-check.service');
  const { stdout, stderr } = await run(
    onMachine(lab.pids.n1, ['systemd-analyze', 'verify', '--man=no', 'node-check.service']),
  );
  const said = `${stdout}${stderr}`.split('\n').filter((line) => line.includes('node-check'));
  // Known since systemd 254.
  const isNew = (line: string) => /Unknown key .*'Restart(Steps|MaxDelaySec)'/.test(line);
  t.same(
    said.filter((line) => !isNew(line)),
    [],
    'systemd finds no mistake in it',
  );
}

async function testSandbox(t: Test, lab: Lab): Promise<void> {
  t.same(await outcomeOf(lab, 'n1', { through }), expectedOf(lab, { faults: [] }));
  const json = { flags: ['--output', 'json'] } as const;
  const [inside, outside] = await Promise.all([
    nodeCheck(lab, 'n1', { ...json, through }),
    nodeCheck(lab, 'n1', json),
  ]);
  t.same(messagesIn(inside.stdout), messagesIn(outside.stdout), 'it sees no less');
}

/** What each check has found, without what differs from round to round. */
const messagesIn = (json: string): readonly string[] => {
  const { checks }: { checks: readonly { readonly name: string; readonly message: string }[] } =
    JSON.parse(json);
  return checks.map(
    ({ name, message }) => `${name}: ${message.replaceAll(/\d+(\.\d+)? (ms|of)/g, '')}`,
  );
};

/** On Debian and Ubuntu it belongs to syslog and adm. */
const bootLog = '/var/log/cloud-init-output.log';

async function testLogs(t: Test, lab: Lab): Promise<void> {
  const lastWords = {
    'kube-proxy-crash-looping': 'kube-proxy failed: http://***@10.0.0.10/ is unreachable',
    'user-data-failed': 'curl: (6) Could not resolve host: discovery.etcd.io',
  };
  for (const [name, words] of Object.entries(lastWords)) {
    await inject(lab, 'n1', faultNamed(name));
    await onNode(lab, `[ ! -e ${bootLog} ] || { chown 104:4 ${bootLog}; chmod 640 ${bootLog}; }`);
    const { stdout } = await nodeCheck(lab, 'n1', { flags: ['--output', 'json'], through });
    await revert(lab, 'n1', faultNamed(name));
    t.match(stdout, words, name);
  }
}

async function testReady(t: Test, lab: Lab): Promise<void> {
  await onNode(lab, 'systemctl start node-check');
  const status = await run(
    onMachine(lab.pids.n1, ['systemctl', 'status', '--no-pager', 'node-check']),
  );
  t.match(status.stdout, /Active: active \(running\)[\s\S]*Status: "healthy"/);
  t.equal(await onNode(lab, 'stat -c %a /var/lib/node-check'), '700');
  t.match(await onNode(lab, 'cat /var/lib/node-check/reports.json'), '"healthy"');

  await inject(lab, 'n1', faultNamed('kubelet-stopped'));
  await untilShown(lab, 'StatusText', 'unhealthy, ServiceDown');
  await revert(lab, 'n1', faultNamed('kubelet-stopped'));
  await untilShown(lab, 'StatusText', 'healthy');
}

async function testStop(t: Test, lab: Lab): Promise<void> {
  const before = await keptConditions(lab);
  t.ok(before.length > 0);
  await onNode(lab, 'systemctl stop node-check');
  t.equal(await show(lab, 'ActiveState'), 'inactive');
  t.equal(await show(lab, 'Result'), 'success');
  t.equal(await show(lab, 'ExecMainStatus'), '0');
  const stopped = await keptConditions(lab);
  t.same(
    stopped.filter((line) => !line.includes(' AgentStopped ')),
    [],
  );
  await onNode(lab, 'systemctl start node-check');
  t.same(await keptConditions(lab), before, 'conditions are as they were, since they were');
}

async function testWatchdog(t: Test, lab: Lab): Promise<void> {
  await onNode(
    lab,
    `mkdir -p /etc/systemd/system/node-check.service.d
    printf '[Service]\\nWatchdogSec=6s\\nRestartSec=100ms\\n' \
      >/etc/systemd/system/node-check.service.d/pace.conf
    systemctl daemon-reload
    systemctl restart node-check`,
  );
  const stuck = await show(lab, 'MainPID');
  await onNode(lab, `kill -STOP ${stuck}`);
  await untilShown(lab, 'NRestarts', '1');
  await untilShown(lab, 'ActiveState', 'active');
  t.equal(await onNode(lab, `[ ! -e /proc/${stuck} ]; pgrep -cf "[i]p -o monitor"`), '1');
  await onNode(lab, 'sleep 8');
  t.equal(await show(lab, 'NRestarts'), '1', 'one whose rounds finish lives');
}

/** More often and faster than systemd usually puts up with, which is 5 times in 10 seconds. */
async function testCrashes(t: Test, lab: Lab): Promise<void> {
  const kill = 'systemctl kill --signal=KILL --kill-whom=main node-check 2>/dev/null';
  for (let count = 2; count <= 8; count += 1) {
    await onNode(lab, `until ${kill}; do sleep 0.1; done`);
    await untilShown(lab, 'NRestarts', String(count));
  }
  await untilShown(lab, 'ActiveState', 'active');
  t.equal(await show(lab, 'StatusText'), 'healthy');
}

const obstacle = whyNoSystemd();
if (obstacle !== undefined) skipOrFail(t, obstacle);
else
  await withLab(t, shape, async (lab) => {
    await takeSteps(lab, 'n1', { node: install });
    await t.test('systemd calls it hardened, and knows all of it', (t) => testFile(t, lab));
    await t.test('a healthy node looks the same from inside of it', (t) => testSandbox(t, lab));
    await t.test('logs are read, whoever owns them', (t) => testLogs(t, lab));
    await t.test('faults are found from inside of it', (t) => testRows(t, lab, rows));
    await t.test('it is active after the first round, and says how the node is', (t) =>
      testReady(t, lab),
    );
    await t.test('a stop is clean, and a start takes up what stood', (t) => testStop(t, lab));
    await t.test('the watchdog replaces one that is stuck', (t) => testWatchdog(t, lab));
    await t.test('however often it dies, it is started again', (t) => testCrashes(t, lab));
  });
