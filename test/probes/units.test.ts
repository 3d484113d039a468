import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { watchedUnits } from '../../src/domain/watched.ts';
import { parseUnits, units } from '../../src/probes/units.ts';
import { type FakeAnswer, fakeCommands } from '../support/fake-commands.ts';
import { fixture } from '../support/fixture.ts';
import { garbage, wrongFormat } from '../support/garbage.ts';

const recorded = fixture('systemctl-show.systemd-252.txt');
const properties =
  'Id,LoadState,ActiveState,SubState,NRestarts,MainPID,ExecMainStartTimestampMonotonic,ExecMainStatus,UnitFileState,Result,Type,Requires,Requisite,BindsTo';
const names = watchedUnits.map((unit) => `${unit}.service`).join(' ');
const command = `systemctl show --no-pager --property=${properties} ${names}`;
const root = t.testdir({ run: { systemd: { system: {} } } });
const ask = (answer: FakeAnswer, hostRoot = root) =>
  units(fakeCommands({ [command]: answer }).run, hostRoot, hostRoot);

t.test('installed units are listed, masked and missing ones are not', async (t) => {
  t.same(parseUnits(recorded, 1_691_020), [
    { name: 'flanneld', activeState: 'inactive', subState: 'dead', restarts: 0 },
    { name: 'kube-proxy', activeState: 'failed', subState: 'failed', restarts: 5 },
    {
      name: 'kubelet',
      activeState: 'active',
      subState: 'running',
      restarts: 0,
      runningForMs: 59_473,
    },
  ]);
});

t.test('whether somebody enabled them, how they ended, and what they require', async (t) => {
  const services = parseUnits(fixture('systemctl-show.services.systemd-252.txt'), 0);
  const byName = new Map(services.map((service) => [service.name, service]));
  t.match(byName.get('flanneld'), {
    activeState: 'failed',
    unitFileState: 'enabled',
    result: 'exit-code',
    exitStatus: 1,
  });
  t.match(byName.get('kubelet'), { activeState: 'inactive', requires: ['docker'] });
  t.match(byName.get('flannel-docker-bridge'), { oneshot: true, requires: ['flanneld'] });
  t.match(byName.get('containerd'), { unitFileState: 'disabled', requires: undefined });
  t.match(byName.get('kube-proxy'), { subState: 'auto-restart', restarts: 1 });
});

t.test('before systemd 235 nothing is known of restarts', async (t) => {
  const text = 'Id=a.service\nLoadState=loaded\nActiveState=active\nSubState=exited\nMainPID=0\n';
  t.same(parseUnits(text, 0), [{ name: 'a', activeState: 'active', subState: 'exited' }]);
});

t.test('a unit with two names is one unit', async (t) => {
  const block = 'Id=crio.service\nLoadState=loaded\nActiveState=active\nSubState=running\n';
  t.equal(parseUnits(`${block}\n${block}`, 0).length, 1);
});

t.test('all are asked for at once, where systemd runs', async (t) => {
  t.equal((await ask(recorded)).length, 3);
  t.same(await ask(recorded, join(root, 'none')), []);
});

t.test('a systemctl that fails or is missing is no empty list', async (t) => {
  const stderr = 'Failed to connect to bus: No such file or directory\n';
  await t.rejects(ask({ exitCode: 1, stderr }), {
    reason: 'ToolFailed',
    message: 'systemctl show: Failed to connect to bus: No such file or directory',
  });
  await t.rejects(units(fakeCommands({}).run, root, root), {
    message: 'systemctl is not installed',
  });
});

t.test('a systemd that is not the one of our own /run is not asked', async (t) => {
  const { run, asked } = fakeCommands({ [command]: recorded });
  await t.rejects(units(run, root), { reason: 'NotPermitted', message: /inside this container/ });
  t.same(asked, []);
});

t.test('nor is one that only shows as the first process', async (t) => {
  const { run } = fakeCommands({ [command]: recorded });
  const hostRoot = t.testdir({ etc: {} });
  const withFirst = (name: string) => {
    mkdirSync(join(hostRoot, 'proc/1'), { recursive: true });
    writeFileSync(join(hostRoot, 'proc/1/comm'), name);
    return units(run, hostRoot, hostRoot);
  };
  await t.rejects(withFirst('systemd\n'), { reason: 'NotPermitted', message: /container/ });
  t.same(await withFirst('init\n'), []);
});

for (const [what, text] of Object.entries(garbage)) {
  t.test(`${what} is no list of units`, async (t) => {
    t.throws(() => parseUnits(text, 0), wrongFormat);
  });
}
