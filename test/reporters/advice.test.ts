import t from 'tap';
import { withAdvice } from '../../src/reporters/advice.ts';
import { sharedPage } from '../support/sample-pages.ts';
import { healthyReport, openQuestionsOnly, twoRootCauses } from '../support/sample-report.ts';

t.test('an open question bears the remedy of its page', async (t) => {
  const questions = withAdvice(openQuestionsOnly, [sharedPage]);
  t.same(
    questions.map(({ check, reason }) => `${check} ${reason}`),
    ['flannel-daemon ToolMissing', 'pod-bridge ToolMissing'],
  );
  t.match(questions, [{ remedy: /SUBJECT|\w/, consequences: [] }]);
});

t.test('a question without a page has no advice', async (t) => {
  t.match(withAdvice(twoRootCauses, []), [{ reason: 'NotPermitted', remedy: '' }]);
});

t.test('a node without open questions needs none', async (t) => {
  t.same(withAdvice(healthyReport, [sharedPage]), []);
});
