import t from 'tap';
import { withoutEndpoint } from '../../../src/domain/heat/without-endpoint.ts';
import type { CheckResult, Report } from '../../../src/domain/report.ts';
import { type Finding, healthy, unhealthy } from '../../../src/domain/verdict.ts';
import { standing } from '../../support/kubernetes-reporting.ts';
import { healthyReport } from '../../support/sample-report.ts';

const url = 'http://heat.example:8004/v1/p/stacks/s/1/resources/h/signal';
const ofHeat = {
  reason: 'HttpUnreachable',
  subject: 'http://heat.example:8004/',
  message: 'refused',
};
const ofRegistry = { ...ofHeat, subject: 'https://registry.example/v2/' };
const withoutSubject = { reason: 'FlannelNotRunning', message: 'flanneld does not run' };

function reportOf(first: Finding, ...others: readonly Finding[]): Report {
  const result: CheckResult = {
    name: 'external-http',
    condition: 'ExternalNetworkProblem',
    verdict: unhealthy(first, ...others),
    durationMs: 1,
  };
  const well: CheckResult = { ...result, name: 'node-dns', verdict: healthy('resolved') };
  const rootCauses = [first, ...others].map((finding) => ({
    ...finding,
    check: 'external-http',
    evidence: [],
    remedy: '',
    consequences: [],
  }));
  return { ...healthyReport, results: [result, well], rootCauses };
}

const seen = (report: Report) => withoutEndpoint(standing({ report, conditions: [] }), url).report;

t.test('that Heat is out of reach is no fault that Heat is told of', async (t) => {
  const report = seen(reportOf(ofHeat));
  t.strictSame(
    report?.results.map(({ verdict }) => verdict.status),
    ['healthy', 'healthy'],
  );
  t.strictSame(report?.rootCauses, []);
});

t.test('what else is wrong stays', async (t) => {
  const report = seen(reportOf(ofHeat, ofRegistry, withoutSubject));
  t.match(report?.results[0]?.verdict, { findings: [ofRegistry, withoutSubject] });
  t.match(report?.rootCauses, [ofRegistry, withoutSubject]);
});

t.test('without a report, or a URL that can be read, nothing changes', async (t) => {
  const nothing = standing({ report: undefined, conditions: [] });
  t.equal(withoutEndpoint(nothing, url), nothing);
  const broken = standing({ report: reportOf(ofHeat), conditions: [] });
  t.equal(withoutEndpoint(broken, 'no URL'), broken);
});
