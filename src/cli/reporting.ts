import type { Reporter } from '../domain/standing.ts';
import type { Judging } from './judge.ts';
import { kubernetesReporting } from './kubernetes-reporting.ts';

export interface Reporting {
  readonly reporters: readonly Reporter[];
  /** What could not be told by now, for people. */
  problems(): readonly string[];
}

/** Those whom the option `report` names. */
export function composeReporting(judging: Judging): Reporting {
  const { report } = judging.config;
  const kubernetes = report.includes('kubernetes') ? kubernetesReporting(judging) : undefined;
  return {
    reporters: kubernetes === undefined ? [] : [kubernetes.reporter],
    problems: () => kubernetes?.problems() ?? [],
  };
}
