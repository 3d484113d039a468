import t from 'tap';
import { whileStarting } from '../../src/domain/starting.ts';

const fault = {
  type: 'FlannelProblem',
  status: 'True',
  reason: 'FlannelNotRunning',
  message: 'flanneld does not run',
  decidedBy: ['flannel-daemon'],
  evidenceAt: 1,
  isFresh: true,
} as const;

const bootedAt = Date.UTC(2026, 10, 21, 12);
const soon = { hasStarted: false, now: bootedAt + 600_000 - 1, bootedAt };

t.test('a fault soon after a boot is an open question that names it', async (t) => {
  t.strictSame(whileStarting(fault, soon), {
    ...fault,
    status: 'Unknown',
    reason: 'Starting',
    message: 'not healthy yet since the node booted: FlannelNotRunning, flanneld does not run',
  });
});

const others = [
  ['after ten minutes', fault, { ...soon, now: bootedAt + 600_000 }],
  ['once it was healthy', fault, { ...soon, hasStarted: true }],
  ['if it is no fault', { ...fault, status: 'False', reason: 'NoFlannelProblem' }, soon],
  ['if it cannot tell', { ...fault, status: 'Unknown', reason: 'ToolFailed' }, soon],
] as const;

for (const [when, condition, uptime] of others) {
  t.test(`${when} a condition is what it is`, async (t) => {
    t.equal(whileStarting(condition, uptime), condition);
  });
}
