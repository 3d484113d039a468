import t from 'tap';
import { failedCommand } from '../../src/probes/failed-command.ts';

const cases = [
  ['\n  Cannot find device "x"\nmore', 'ToolFailed', 'ip: Cannot find device "x"'],
  ['', 'ToolFailed', 'ip: exit code 4'],
  ['x'.repeat(500), 'ToolFailed', `ip: ${'x'.repeat(200)}`],
  ['Operation not permitted (you must be root)', 'NotPermitted', null],
  ["Fatal: can't open lock file /run/xtables.lock: Permission denied", 'NotPermitted', null],
] as const;

for (const [stderr, reason, message] of cases) {
  t.test(`${stderr.slice(0, 40) || 'silence'} is ${reason}`, async (t) => {
    const error = failedCommand('ip', { exitCode: 4, stdout: '', stderr });
    t.equal(error.reason, reason);
    if (message !== null) t.equal(error.message, message);
  });
}
