import { createHash } from 'node:crypto';
import type { Report } from '../../domain/report.ts';
import { withAdvice } from '../advice.ts';
import { formatDuration } from '../format-duration.ts';
import { headline } from '../headline.ts';
import { type Html, html } from './html.ts';
import {
  checkTable,
  conditionTable,
  findingArticles,
  section,
  timeOf,
  transitionTable,
} from './page-parts.ts';
import { pageStyle } from './page-style.ts';
import type { Situation } from './situation.ts';

const styleHash = createHash('sha256').update(pageStyle).digest('base64');

/** The page runs nothing, loads nothing, and may be shown in no other page. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const refreshSeconds = 30;

const style: Html = { markup: `<style>${pageStyle}</style>` };

/** The node for a person, in a browser with or without styles; it runs no script. */
export function renderPage(situation: Situation): string {
  const { standing, version, pages } = situation;
  const { report, conditions, transitions } = standing;
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${refreshSeconds}">
<title>${report === undefined ? 'node-check' : headline(report)}</title>
${style}
</head>
<body>
${header(situation)}<main>
${report === undefined ? html`` : faultsOf(report, pages)}${[
  section('Conditions', conditionTable(conditions)),
  section('Checks', checkTable(report?.results ?? [])),
  section('Last changes', transitionTable(transitions)),
]}</main>
<footer>
<p>node-check ${version} · <a href="/status">status (JSON)</a> · <a href="/metrics">metrics</a></p>
</footer>
</body>
</html>
`;
  return page.markup;
}

const faultsOf = (report: Report, pages: Situation['pages']): Html =>
  html`${[
    section('Root causes', findingArticles('unhealthy', report.rootCauses)),
    section('Open questions', findingArticles('unknown', withAdvice(report, pages))),
  ]}`;

function header({ standing: { report }, roundAt, now, isStalled, cluster }: Situation): Html {
  if (report === undefined || roundAt === undefined)
    return html`<header>\n<h1>node-check</h1>\n<p>The first round is not over yet.</p>\n</header>\n`;
  const { node, status, results, durationMs } = report;
  const age = formatDuration(Math.max(0, now - roundAt));
  return html`<header>
<h1>${node}: <span class="${status}">${status}</span></h1>
<p>${results.length} checks in ${formatDuration(durationMs)}, ${age} ago: ${timeOf(roundAt)}</p>
${isStalled ? html`<p class="unhealthy">Rounds do not finish any more: all of this is old.</p>\n` : html``}${failing(cluster)}</header>
`;
}

const failing = (cluster: Situation['cluster']): readonly Html[] =>
  cluster?.conditions.failing === undefined
    ? []
    : [
        html`<p class="unknown">The cluster does not hear of this: ${cluster.conditions.failing}.</p>\n`,
      ];
