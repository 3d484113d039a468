import type { Report } from '../domain/report.ts';
import { harmless } from './harmless.ts';
import { openQuestions } from './open-questions.ts';

/**
 * Writes a line on what keeps a node from being healthy: its first root cause, else its first open
 * question, and again only when that becomes another one. A changed message alone is not told.
 */
export function createProgress(write: (line: string) => unknown): (report: Report) => void {
  let told: string | undefined;
  return (report) => {
    const { name, line } = obstacleTo(report);
    if (name === told) return;
    told = name;
    write(`node-check: waiting: ${harmless(line)}\n`);
  };
}

function obstacleTo(report: Report): { readonly name: string; readonly line: string } {
  const [obstacle] = [...report.rootCauses, ...openQuestions(report)];
  if (obstacle === undefined) {
    // Nothing is left then but to tell it.
    const rest = report.status === 'healthy' ? ', but not told yet' : '';
    return { name: report.status, line: `${report.status}${rest}` };
  }
  const name = `${obstacle.reason} (${obstacle.check})`;
  return { name, line: `${name}: ${obstacle.message}` };
}
