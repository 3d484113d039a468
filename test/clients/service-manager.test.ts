import t from 'tap';
import type { RunTool } from '../../src/clients/command.ts';
import { createServiceManager } from '../../src/clients/service-manager.ts';
import { silentLogger } from '../support/silent-logger.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function managerOf(
  environment: Environment,
  run: RunTool = async () => ({ exitCode: 0, stdout: '', stderr: '' }),
) {
  const commands: string[] = [];
  const log: object[] = [];
  const manager = createServiceManager({
    environment,
    pid: 42,
    run: (file, args) => {
      commands.push([file, ...args].join(' '));
      return run(file, args);
    },
    logger: { ...silentLogger, warn: (fields) => void log.push(fields) },
  });
  return { manager, commands, log };
}

const socket = { NOTIFY_SOCKET: '/run/systemd/notify' };

t.test('systemd is told through the socket that it gave', async (t) => {
  const { manager, commands, log } = managerOf(socket);
  await manager.tell('READY=1', 'STATUS=healthy');
  t.strictSame(commands, [
    'env NOTIFY_SOCKET=/run/systemd/notify systemd-notify READY=1 STATUS=healthy',
  ]);
  t.strictSame(log, []);
});

t.test('started by hand there is nobody to tell', async (t) => {
  const { manager, commands } = managerOf({ WATCHDOG_USEC: '1000000' });
  await manager.tell('READY=1');
  t.strictSame(commands, []);
  t.equal(manager.watchdogMs, undefined);
});

t.test('what fails is said once, and harms nothing', async (t) => {
  const refused = managerOf(socket, async () => ({ exitCode: 1, stdout: '', stderr: 'refused\n' }));
  await refused.manager.tell('READY=1');
  await refused.manager.tell('WATCHDOG=1');
  t.strictSame(refused.log, [{ problem: 'refused' }]);
  const missing = managerOf(socket, () => Promise.reject(new Error('env is not installed')));
  await missing.manager.tell('READY=1');
  t.strictSame(missing.log, [{ problem: 'env is not installed' }]);
});

for (const [of, environment, expected] of [
  ['for any process', { WATCHDOG_USEC: '180000000' }, 180_000],
  ['for us', { WATCHDOG_USEC: '180000000', WATCHDOG_PID: '42' }, 180_000],
  ['for our parent', { WATCHDOG_USEC: '180000000', WATCHDOG_PID: '41' }, undefined],
  ['without a time', { WATCHDOG_USEC: '' }, undefined],
  ['for nobody', {}, undefined],
  ['with what is no time', { WATCHDOG_USEC: 'x' }, undefined],
] as const)
  t.test(`a watchdog set ${of} is every ${expected} ms`, async (t) => {
    t.equal(managerOf({ ...socket, ...environment }).manager.watchdogMs, expected);
  });
