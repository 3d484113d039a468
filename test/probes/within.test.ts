import t from 'tap';
import { noAnswer, within } from '../../src/probes/within.ts';

const { signal } = new AbortController();
const limits = { timeoutMs: 20, signal };
const never = () => new Promise<string>(() => {});

t.test('an answer in time is passed on, and so is a failure', async (t) => {
  t.equal(await within({ ...limits, late: 'late' }, async () => 'answer'), 'answer');
  await t.rejects(
    within({ ...limits, late: 'late' }, async () => {
      throw new Error('failed');
    }),
    { message: 'failed' },
  );
});

t.test('at the deadline the late answer stands in', async (t) => {
  t.equal(await within({ ...limits, late: 'late' }, never), 'late');
  t.same(noAnswer(limits), { kind: 'silent', detail: 'no answer within 20 ms' });
});

t.test('work is told when nobody waits for it any more', async (t) => {
  const signals: AbortSignal[] = [];
  await within({ ...limits, late: '' }, (done) => {
    signals.push(done);
    return never();
  });
  t.same(
    signals.map(({ aborted }) => aborted),
    [true],
  );
});

t.test('the end of the round is no answer', async (t) => {
  const round = new AbortController();
  const question = { timeoutMs: 5_000, signal: round.signal, late: 'late' };
  const answer = within(question, never);
  round.abort();
  const ended = { reason: 'ToolFailed', message: 'the round ended before the answer came' };
  await t.rejects(answer, ended);
  await t.rejects(within(question, never), ended);
});
