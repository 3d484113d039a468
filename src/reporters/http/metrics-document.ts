import { escapeMarkdown } from '../markdown.ts';
import { labelValues, type Metric } from './metric.ts';

const introduction = `# Metrics

What \`/metrics\` tells, in Prometheus' text format. Every label takes few values, whatever happens on the node; times are seconds since the epoch.
This page is generated from the sources by \`npm run docs\`: change it there.`;

/** docs/metrics.md. */
export function renderMetricsDocument(metrics: readonly Metric[]): string {
  const rows = metrics.map(({ name, type, labels = [], help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    escapeMarkdown(help),
  ]);
  const labels = Object.entries(labelValues).map(([label, values]) => [
    `\`${label}\``,
    escapeMarkdown(values),
  ]);
  return `${[
    introduction,
    table(['metric', 'type', 'labels', 'what it tells'], rows),
    '## Labels',
    table(['label', 'values'], labels),
  ].join('\n\n')}\n`;
}

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
