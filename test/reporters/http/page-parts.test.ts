import t from 'tap';
import { html } from '../../../src/reporters/http/html.ts';
import {
  checkTable,
  conditionTable,
  findingArticles,
  section,
  timeOf,
  transitionTable,
} from '../../../src/reporters/http/page-parts.ts';
import { beginsAt, bridgeFault, transition } from '../../support/kubernetes-reporting.ts';
import { oneRootCause, openQuestionsOnly, twoRootCauses } from '../../support/sample-report.ts';

const markupOf = (parts: Parameters<typeof section>[1]): string => html`${parts}`.markup;
const count = (markup: string, part: string): number => markup.split(part).length - 1;

t.test('a time is for programs and for people', async (t) => {
  t.equal(
    timeOf(beginsAt).markup,
    '<time datetime="2026-11-21T08:00:00Z">2026-11-21 08:00:00 UTC</time>',
  );
});

t.test('an empty section is not there', async (t) => {
  t.equal(section('Root causes', []).markup, '');
  t.equal(section('A & B', [html`x`]).markup, '<section>\n<h2>A &#38; B</h2>\nx</section>\n');
});

t.test('a fault has its message, evidence, fix and consequences', async (t) => {
  const markup = markupOf(findingArticles('unhealthy', oneRootCause.rootCauses));
  t.equal(
    markup,
    `<article class="unhealthy">
<h3>BridgeOutsideSubnet <small>(pod-bridge)</small></h3>
<p>docker0 has 172.17.0.1/16, flannel gave this node 10.100.54.1/24</p>
<dl>
<dt>Evidence</dt>
<dd><code>FLANNEL_SUBNET=10.100.54.1/24</code></dd>
<dd><code>dockerd runs without --bip</code></dd>
<dt>Fix</dt>
<dd><code>ip link delete docker0; systemctl restart docker</code></dd>
<dt>Leads to</dt>
<dd><code>RouteConflict (flannel-routes)</code></dd>
<dd><code>OverlayBlocked (peer-paths)</code></dd>
<dt>More</dt>
<dd><code>node-check explain BridgeOutsideSubnet</code></dd>
</dl>
</article>
`,
  );
});

t.test('what is told of several subjects is told once, and a long list is cut', async (t) => {
  const [first] = twoRootCauses.rootCauses;
  const many = Array.from({ length: 300 }, (_, index) =>
    first === undefined ? [] : { ...first, message: `message ${index}`, remedy: 'Delete it.' },
  ).flat();
  const markup = markupOf(findingArticles('unknown', many));
  t.equal(count(markup, '<article class="unknown">'), 1);
  t.match(markup, '<p>message 9</p>\n<p>and 290 more</p>');
  t.match(markup, '<dt>Fix</dt>\n<dd>Delete it.</dd>\n');
});

t.test('a condition says in words how it is, and since when', async (t) => {
  t.equal(markupOf(conditionTable([])), '');
  const markup = markupOf(conditionTable([bridgeFault()]));
  t.match(
    markup,
    '<th scope="row">FlannelProblem</th>\n<td><span class="True">problem</span></td>',
  );
  t.match(markup, '<time datetime="2026-11-21T07:59:00Z">');
  t.match(markup, '<td>BridgeOutsideSubnet: docker0 has 172.17.0.1/16');
});

t.test('each check has a row', async (t) => {
  const markup = markupOf(checkTable([...twoRootCauses.results, ...openQuestionsOnly.results]));
  for (const row of [
    '<td><span class="healthy">ok</span></td>\n<td><small>12ms</small></td>\n<td>flanneld runs',
    '<span class="unhealthy">broken</span>',
    '<span class="unknown">unknown</span>',
    '<span class="notApplicable">not applicable</span>',
    '<td>PingNotPermitted: ping lacks CAP_NET_RAW (but 8.8.8.8 answers TCP)</td>',
  ])
    t.match(markup, row);
});

t.test('the last ten changes are shown, the newest first', async (t) => {
  const changes = Array.from({ length: 12 }, (_, index) =>
    transition({ at: beginsAt + index * 1_000, from: index === 11 ? undefined : 'False' }),
  );
  const markup = markupOf(transitionTable(changes));
  t.same(
    [...markup.matchAll(/datetime="[^"]*:(\d\d)Z"/g)].map(([, second]) => Number(second)),
    [11, 10, 9, 8, 7, 6, 5, 4, 3, 2],
  );
  t.match(markup, '<td><span class="True">problem</span></td>');
  t.match(markup, '<td><span class="False">fine</span> → <span class="True">problem</span></td>');
});
