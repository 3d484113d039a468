import t from 'tap';
import {
  conclude,
  type Finding,
  findingsOf,
  healthy,
  notApplicable,
  unhealthy,
  unknown,
  type Verdict,
} from '../../src/domain/verdict.ts';

const down: Finding = { reason: 'BridgeDown', message: 'cni0 is down', subject: 'cni0' };
const stale: Finding = { reason: 'StaleBridge', message: 'docker0 claims the pod network' };
const unread: Finding = { reason: 'ToolFailed', message: 'ip failed' };
const hidden: Finding = { reason: 'NotPermitted', message: 'may not read it' };
const fine = 'cni0 is well';

t.test('a healthy verdict says what was seen', async (t) => {
  t.strictSame(healthy(fine), { status: 'healthy', message: fine });
});

t.test('an unhealthy verdict carries each finding, in order', async (t) => {
  t.strictSame(unhealthy(down, stale), { status: 'unhealthy', findings: [down, stale] });
});

t.test('could not tell and nothing to judge are verdicts of their own', async (t) => {
  const findings = [{ reason: 'ToolMissing', message: 'no ip' }];
  t.strictSame(unknown('ToolMissing', 'no ip'), { status: 'unknown', findings });
  t.strictSame(notApplicable('ToolMissing', 'no ip'), { status: 'notApplicable', findings });
});

const outcomes: readonly (readonly [
  because: string,
  broken: readonly Finding[],
  open: readonly Finding[] | undefined,
  verdict: Verdict,
])[] = [
  ['nothing is broken or open', [], [], healthy(fine)],
  ['nothing was left open to begin with', [], undefined, healthy(fine)],
  ['something is broken', [down, stale], [], unhealthy(down, stale)],
  ['what is broken outweighs what is open', [down], [unread], unhealthy(down)],
  ['a question is open', [], [unread, hidden], { status: 'unknown', findings: [unread, hidden] }],
];

for (const [because, broken, open, verdict] of outcomes)
  t.test(`concludes ${verdict.status}: ${because}`, async (t) => {
    t.strictSame(conclude({ broken, ...(open && { open }), fine }), verdict);
  });

t.test('a healthy verdict may name what was seen', async (t) => {
  t.strictSame(conclude({ broken: [], fine, seen: ['cni0'] }), {
    ...healthy(fine),
    seen: ['cni0'],
  });
});

t.test('the findings are those of any verdict that is not healthy', async (t) => {
  t.strictSame(findingsOf(healthy(fine)), []);
  t.strictSame(findingsOf(unhealthy(down, stale)), [down, stale]);
  t.strictSame(findingsOf(unknown(unread.reason, unread.message)), [unread]);
  t.strictSame(findingsOf(notApplicable(unread.reason, unread.message)), [unread]);
});
