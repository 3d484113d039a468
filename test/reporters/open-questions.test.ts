import t from 'tap';
import { openQuestions } from '../../src/reporters/open-questions.ts';
import { oneRootCause, openQuestionsOnly, twoRootCauses } from '../support/sample-report.ts';

t.test('only what nobody could tell and nothing else has answered', async (t) => {
  const question = { reason: 'ToolMissing', message: 'ip is not on the PATH', evidence: [] };
  t.strictSame(openQuestions(openQuestionsOnly), [
    { ...question, check: 'flannel-daemon' },
    { ...question, check: 'pod-bridge' },
  ]);
  t.strictSame(openQuestions(oneRootCause), []);
});

t.test('a question that a root cause explains is not asked again', async (t) => {
  const open = openQuestions(twoRootCauses);
  t.strictSame(
    open.map(({ check, reason }) => [check, reason]),
    [['node-limits', 'NotPermitted']],
  );
  const rootCauses = twoRootCauses.rootCauses.map((cause) => ({ ...cause, consequences: open }));
  t.strictSame(openQuestions({ ...twoRootCauses, rootCauses }), []);
});
