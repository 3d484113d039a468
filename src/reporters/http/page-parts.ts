import type { CheckResult, RootCause } from '../../domain/report.ts';
import type { StandingCondition, Transition } from '../../domain/standing.ts';
import { capped } from '../finding-blocks.ts';
import { formatDuration } from '../format-duration.ts';
import { rfc3339 } from '../kubernetes/rfc3339.ts';
import { messageOf } from '../result-table.ts';
import { type Html, html } from './html.ts';

export const timeOf = (at: number): Html => {
  const time = rfc3339(at);
  return html`<time datetime="${time}">${time.replace('T', ' ').replace('Z', ' UTC')}</time>`;
};

/** Nothing at all when there is nothing in it. */
export const section = (title: string, content: readonly Html[]): Html =>
  content.length === 0 ? html`` : html`<section>\n<h2>${title}</h2>\n${content}</section>\n`;

/** What a person has to know of each fault or open question; a reason is told once for all its subjects. */
export const findingArticles = (
  status: 'unhealthy' | 'unknown',
  findings: readonly RootCause[],
): readonly Html[] =>
  [...Map.groupBy(findings, ({ reason }) => reason)].map(([reason, same]) => {
    const checks = [...new Set(same.map(({ check }) => check))].join(', ');
    const consequences = same.flatMap((finding) => finding.consequences);
    const leadsTo = capped(consequences.map(({ check, ...other }) => `${other.reason} (${check})`));
    return html`<article class="${status}">
<h3>${reason} <small>(${checks})</small></h3>
${capped(same.map(({ message }) => message)).map((message) => html`<p>${message}</p>\n`)}<dl>
${[
  described('Evidence', capped(same.flatMap(({ evidence }) => evidence))),
  described('Fix', capped(same.map(({ remedy }) => remedy))),
  described('Leads to', leadsTo),
  described('More', [`node-check explain ${reason}`]),
]}</dl>
</article>
`;
  });

const described = (term: string, texts: readonly string[]): Html =>
  texts.length === 0
    ? html``
    : html`<dt>${term}</dt>\n${texts.map((text) => html`<dd>${isSentence(text) ? text : html`<code>${text}</code>`}</dd>\n`)}`;

/** Anything else is a command, or what one has printed. */
const isSentence = (text: string): boolean => /^[A-Z][a-z']* /.test(text);

const table = (columns: readonly string[], rows: readonly Html[]): readonly Html[] =>
  rows.length === 0
    ? []
    : [
        html`<table>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
`,
      ];

const words = { True: 'problem', False: 'fine', Unknown: 'unknown' } as const;

const conditionWord = (status: StandingCondition['status']): Html =>
  html`<span class="${status}">${words[status]}</span>`;

export const conditionTable = (conditions: readonly StandingCondition[]): readonly Html[] =>
  table(
    ['Condition', 'Status', 'Since', 'Reason'],
    conditions.map(
      ({ type, status, transitionAt, reason, message }) => html`<tr>
<th scope="row">${type}</th>
<td>${conditionWord(status)}</td>
<td>${timeOf(transitionAt)}</td>
<td>${reason}: ${message}</td>
</tr>
`,
    ),
  );

export const checkTable = (results: readonly CheckResult[]): readonly Html[] =>
  table(
    ['Check', 'Status', 'Took', 'What it says'],
    results.map(
      ({ name, verdict, durationMs }) => html`<tr>
<th scope="row">${name}</th>
<td><span class="${verdict.status}">${checkWords[verdict.status]}</span></td>
<td><small>${formatDuration(durationMs)}</small></td>
<td>${messageOf(verdict)}</td>
</tr>
`,
    ),
  );

const checkWords = {
  healthy: 'ok',
  unhealthy: 'broken',
  unknown: 'unknown',
  notApplicable: 'not applicable',
} as const;

const mostTransitions = 10;

/** The newest comes first. */
export const transitionTable = (transitions: readonly Transition[]): readonly Html[] =>
  table(
    ['Time', 'Condition', 'Change', 'Reason'],
    transitions
      .slice(-mostTransitions)
      .reverse()
      .map(
        ({ at, type, from, to, reason, message }) => html`<tr>
<td>${timeOf(at)}</td>
<th scope="row">${type}</th>
<td>${from === undefined ? html`` : html`${conditionWord(from)} → `}${conditionWord(to)}</td>
<td>${reason}: ${message}</td>
</tr>
`,
      ),
  );
