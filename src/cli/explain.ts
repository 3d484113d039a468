import { checks } from '../checks/registry.ts';
import { closestReasons } from '../domain/closest-reasons.ts';
import { reasonPages } from '../domain/reason-pages.ts';
import { sharedReasons } from '../domain/shared-reasons.ts';
import { renderReasonPage } from '../reporters/reason-page.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { screenOf } from './screen-of.ts';
import type { Terminal } from './terminal.ts';

/** Prints one reason's page of the runbook, or the names of all. */
export function explain(reason: string | undefined, { stdout, stderr }: Terminal): ExitCode {
  const pages = reasonPages(checks, sharedReasons);
  if (reason === undefined) {
    for (const { reason, check } of pages) stdout.write(`${reason}  (${check ?? 'any check'})\n`);
    return exitCodes.healthy;
  }
  const page = pages.find((candidate) => candidate.reason === reason);
  if (page === undefined) {
    const [closest, ...others] = closestReasons(reason, pages);
    const hint =
      closest === undefined
        ? 'node-check explain lists all'
        : `did you mean ${[closest, ...others].join(', ')}?`;
    stderr.write(`node-check: there is no reason ${reason}; ${hint}\n`);
    return exitCodes.usage;
  }
  stdout.write(renderReasonPage(page, screenOf(stdout, { color: 'auto' })));
  return exitCodes.healthy;
}
