import type { Report } from '../domain/report.ts';
import type { Reporter } from '../domain/standing.ts';
import type { HeatReporter } from '../reporters/heat/heat-reporter.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { exitCodeOf, heatProblems, heatReporter, isHeatDone } from './heat.ts';
import type { Judging } from './judge.ts';
import { type KubernetesReporting, kubernetesReporting } from './kubernetes-reporting.ts';

export interface Reporting {
  readonly reporters: readonly Reporter[];
  readonly kubernetes: KubernetesReporting | undefined;
  readonly heat: HeatReporter | undefined;
  /** Whether waiting any longer brings nothing. */
  isDone(report: Report): boolean;
  /** What could not be told by now, for people. */
  problems(): readonly string[];
  /** What is told decides, and whether it could be told. */
  exitCode(report: Report): ExitCode;
}

/** Those whom the option `report` names; whoever does not wait for ever says how long. */
export function composeReporting(judging: Judging, { waitMs = 0 } = {}): Reporting {
  const { config, parts } = judging;
  const has = (name: 'kubernetes' | 'heat'): boolean => config.report.includes(name);
  const kubernetes = has('kubernetes') ? kubernetesReporting(judging) : undefined;
  const heat = has('heat') ? heatReporter(config, parts, { waitMs }) : undefined;
  const untoldCluster = (): readonly string[] => kubernetes?.problems() ?? [];
  return {
    kubernetes,
    heat,
    reporters: [kubernetes?.reporter, heat].filter((each) => each !== undefined),
    isDone: ({ status }) =>
      heat === undefined ? status === 'healthy' : isHeatDone(heat.progress()),
    problems: () => [
      ...untoldCluster(),
      ...(heat === undefined ? [] : heatProblems(heat.progress())),
    ],
    exitCode({ status }) {
      const code = heat === undefined ? exitCodes[status] : exitCodeOf(heat.progress());
      const isUntold = heat === undefined || code === exitCodes.healthy;
      return isUntold && untoldCluster().length > 0 ? exitCodes.output : code;
    },
  };
}
