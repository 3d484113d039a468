import { createHash } from 'node:crypto';
import t from 'tap';
import { pagePolicy, renderPage } from '../../../src/reporters/http/page.ts';
import { beginsAt, standing } from '../../support/kubernetes-reporting.ts';
import { garbageReport, sampleReports, twoRootCauses } from '../../support/sample-report.ts';
import { deliveries, faultySituation, measured } from '../../support/situation.ts';

const titlesIn = (page: string) =>
  [...page.matchAll(/<h[12]>(.*)<\/h[12]>/g)].map(([, all]) => all);

t.test('the outcome comes first, then faults, conditions, checks and changes', async (t) => {
  const page = renderPage(faultySituation());
  t.same(titlesIn(page), [
    'n1: <span class="unhealthy">unhealthy</span>',
    ...['Root causes', 'Conditions', 'Checks', 'Last changes'],
  ]);
  t.match(page, '<title>n1: unhealthy: BridgeOutsideSubnet docker0 has 172.17.0.1/16');
  t.match(page, '<p>5 checks in 412ms, 12s ago: <time datetime="2026-11-21T08:01:30Z">');
  t.match(page, '<p>node-check 1.2.3 · ');
});

t.test('an open question has the advice of its page', async (t) => {
  const page = renderPage(faultySituation({ standing: standing({ report: twoRootCauses }) }));
  t.match(titlesIn(page), [/./, 'Root causes', 'Open questions']);
  t.match(page, '<dd>Run node-check as root');
});

t.test('before the first round the page says so', async (t) => {
  const page = renderPage(measured());
  t.same(titlesIn(page), ['node-check']);
  t.match(page, '<p>The first round is not over yet.</p>');
});

t.test('what is old, and what nobody is told, is said', async (t) => {
  t.notMatch(renderPage(faultySituation()), /all of this is old|does not hear/);
  const cluster = {
    conditions: deliveries({ failing: 'forbidden' }),
    events: deliveries(),
    rival: false,
  };
  const page = renderPage(faultySituation({ isStalled: true, cluster }));
  t.match(page, '<p class="unhealthy">Rounds do not finish any more: all of this is old.</p>');
  t.match(page, '<p class="unknown">The cluster does not hear of this: forbidden.</p>');
});

t.test('a clock that was set back makes no round of the future', async (t) => {
  t.match(renderPage(faultySituation({ now: beginsAt })), ' 0ms ago: ');
});

t.test('the policy allows the style sheet of the page, and nothing else', async (t) => {
  const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(renderPage(measured())) ?? [];
  t.match(pagePolicy, `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}';`);
  t.match(pagePolicy, "default-src 'none';");
});

const hostile = `<script>alert(1)</script><img src=x onerror=alert(1)>"'>&\u001b[2J password=planted`;

/** The same value with each of its texts made hostile, but those that are of a fixed choice. */
const made = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string')
    return ['status', 'type', 'condition', 'from', 'to'].includes(key) ? value : hostile;
  if (value instanceof Date || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => made(each));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, made(each, name)]));
};

const elementsIn = (page: string): ReadonlySet<string> =>
  new Set(
    page.match(/<[a-z]+[^>]*>/gi)?.map((tag) => tag.replace(/(?<=(?:datetime|href)=")[^"]*/, '')),
  );

t.test('no text can become an element, an attribute or a command', async (t) => {
  const fine = faultySituation({ standing: standing({ report: twoRootCauses }) });
  // The shape is that of `fine`.
  const page = renderPage({ ...fine, standing: made(fine.standing) as typeof fine.standing });
  t.match(page, '&#60;script&#62;');
  const expected = elementsIn(renderPage(fine));
  t.same(
    [...elementsIn(page)].filter((tag) => !expected.has(tag)),
    [],
  );
  for (const gone of ['planted', '\u001b']) t.notOk(page.includes(gone));
});

t.test('garbage that a node holds is harmless', async (t) => {
  const page = renderPage(faultySituation({ standing: standing({ report: garbageReport }) }));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: there must be none.
  t.notMatch(page, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  t.match(page, '&#60;&#38;&#62;');
});

t.test('each sample is shown whole', async (t) => {
  for (const report of Object.values(sampleReports)) {
    const page = renderPage(faultySituation({ standing: standing({ report }) }));
    t.match(page, /^<!DOCTYPE html>\n<html lang="en">\n[\s\S]*<\/html>\n$/);
    t.notMatch(page, /undefined|\[object/);
  }
});
