import t from 'tap';
import type { ReasonDoc } from '../../src/domain/reason.ts';
import { reasonPages } from '../../src/domain/reason-pages.ts';

const docWith = (...causes: readonly string[]): ReasonDoc => ({
  cause: 'c',
  confirm: 'c',
  remedy: 'r',
  reference: 'r',
  scope: 'node',
  confirmAfterMs: 2_000,
  causes,
});

t.test('pages stand in the order of the checks and then the shared reasons', async (t) => {
  const checks = [
    { name: 'b', condition: 'DNSProblem', reasons: { Zed: docWith('Alpha'), Yes: docWith() } },
    { name: 'a', condition: 'FlannelProblem', reasons: { Alpha: docWith() } },
  ];
  t.strictSame(reasonPages(checks, { Shared: docWith('Alpha') }), [
    { reason: 'Zed', check: 'b', condition: 'DNSProblem', doc: docWith('Alpha'), causedBy: [] },
    { reason: 'Yes', check: 'b', condition: 'DNSProblem', doc: docWith(), causedBy: [] },
    {
      reason: 'Alpha',
      check: 'a',
      condition: 'FlannelProblem',
      doc: docWith(),
      causedBy: ['Zed', 'Shared'],
    },
    { reason: 'Shared', doc: docWith('Alpha'), causedBy: [] },
  ]);
});
