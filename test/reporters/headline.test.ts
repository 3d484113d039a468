import t from 'tap';
import type { Report } from '../../src/domain/report.ts';
import { headline } from '../../src/reporters/headline.ts';
import {
  garbageReport,
  healthyReport,
  oneRootCause,
  openQuestionsOnly,
  sampleReports,
  twoRootCauses,
} from '../support/sample-report.ts';

const twoQuestions: Report = {
  ...openQuestionsOnly,
  results: openQuestionsOnly.results.map((result) => ({
    ...result,
    verdict: { status: 'unknown', findings: [{ reason: 'CheckFailed', message: result.name }] },
  })),
};

const answered: Report = {
  ...healthyReport,
  results: openQuestionsOnly.results.filter(({ name }) => name === 'external-ping'),
};

const cases: readonly (readonly [because: string, report: Report, line: string])[] = [
  ['all is well', healthyReport, 'n1: healthy: 2 checks ok, 1 not applicable'],
  ['another way answered', answered, 'n1: healthy: 0 checks ok, 1 answered otherwise'],
  [
    'there is one root cause',
    oneRootCause,
    'n1: unhealthy: BridgeOutsideSubnet docker0 has 172.17.0.1/16, flannel gave th...',
  ],
  [
    'there are two',
    twoRootCauses,
    'n1: unhealthy: 2 root causes: BridgeOutsideSubnet, RouteConflict',
  ],
  [
    'two checks ask the same question',
    openQuestionsOnly,
    'n1: unknown: ToolMissing ip is not on the PATH',
  ],
  ['questions differ', twoQuestions, 'n1: unknown: 4 open questions: CheckFailed'],
  [
    'a message quotes garbage',
    garbageReport,
    'n\\x1b[31m1: unhealthy: SubnetFileInvalid line 1 is "\\x1b[2J\\x1b]0;owned\\x07\\u...',
  ],
  [
    'the name is long',
    { ...healthyReport, node: 'ip-10-0-12-33.eu-central-1.compute.internal' },
    'ip-10-0-12-33.eu-central-1.co...: healthy: 2 checks ok, 1 not applicable',
  ],
];

for (const [because, report, line] of cases)
  t.test(`names the outcome when ${because}`, async (t) => {
    t.equal(headline(report), line);
  });

t.test('has 80 bytes at most, and no half characters', async (t) => {
  for (const report of Object.values(sampleReports)) {
    const rootCauses = report.rootCauses.map((cause) => ({ ...cause, message: 'ü'.repeat(99) }));
    for (const node of ['n', 'nn'])
      t.match(headline({ ...report, node, rootCauses }), /^[^\ufffd]+$/u);
    t.ok(Buffer.byteLength(headline({ ...report, rootCauses })) <= 80);
  }
});
