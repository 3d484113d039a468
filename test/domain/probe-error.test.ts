import t from 'tap';
import { answerOrError, ProbeError } from '../../src/domain/probe-error.ts';

t.test('a probe error carries its reason, its message and its cause', async (t) => {
  const cause = new Error('spawn ip ENOENT');
  const error = new ProbeError('ToolMissing', 'ip is not installed', { cause });
  t.ok(error instanceof Error);
  t.match(error, { reason: 'ToolMissing', message: 'ip is not installed', cause });
  t.notOk('cause' in new ProbeError('ToolMissing', 'ip is not installed'));
});

t.test('a check that can go on takes the answer, or why there is none', async (t) => {
  const error = new ProbeError('NotPermitted', 'may not read it');
  t.equal(await answerOrError(Promise.resolve(7)), 7);
  t.equal(await answerOrError(Promise.reject(error)), error);
});

t.test('what is no answer of a probe stays a failure of ours', async (t) => {
  const bug = new TypeError('undefined is not a function');
  await t.rejects(answerOrError(Promise.reject(bug)), bug);
});
