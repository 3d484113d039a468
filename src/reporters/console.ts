import type { ReasonPage } from '../domain/reason-pages.ts';
import type { Report } from '../domain/report.ts';
import { withAdvice } from './advice.ts';
import { type Block, findingBlocks } from './finding-blocks.ts';
import { formatDuration } from './format-duration.ts';
import { headline } from './headline.ts';
import { markOf } from './marks.ts';
import { resultTable } from './result-table.ts';
import { paragraph, type Screen } from './screen.ts';

export interface Host {
  readonly distro: string;
  readonly release: string;
  readonly kernel: string;
}

export interface ReportOptions extends Screen {
  readonly host?: Host | undefined;
  /** Where the advice on open questions comes from. */
  readonly pages: readonly ReasonPage[];
}

/** The report for a person: the outcome, the faults and their fixes, the open questions, then every check. */
export function renderReport(report: Report, { host, pages, ...screen }: ReportOptions): string {
  const color = markOf(report.status, screen).tone;
  const blocks: readonly Block[] = [
    paragraph(screen, { lead: [], text: headline(report), tone: ['bold', color] }),
    ...findingBlocks(screen, 'unhealthy', report.rootCauses),
    ...findingBlocks(screen, 'unknown', withAdvice(report, pages)),
    resultTable(report.results, screen),
    paragraph(screen, { lead: [], text: footerOf(report, host), tone: 'dim' }),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function footerOf({ node, results, durationMs, startedAt }: Report, host?: Host): string {
  const time = startedAt.toISOString().replace(/\.\d+/, '');
  const round = `${node}: ${results.length} checks in ${formatDuration(durationMs)} at ${time}`;
  if (host === undefined) return round;
  const system = [host.distro, host.release].filter((part) => part !== '').join(' ');
  return `${round}, ${system}, kernel ${host.kernel}`;
}
