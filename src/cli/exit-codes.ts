import type { NodeStatus } from '../domain/report.ts';

/** 0, 1 and 2 are what node-problem-detector expects of a plugin; the others are those of sysexits. */
export const exitCodes = {
  healthy: 0,
  unhealthy: 1,
  unknown: 2,
  usage: 64,
  /** The report could not be written, or whom `--report` names could not be told. */
  output: 74,
  configuration: 78,
  /** As a shell reports a program that SIGINT ended. */
  interrupted: 130,
} as const satisfies Record<
  NodeStatus | 'usage' | 'output' | 'configuration' | 'interrupted',
  number
>;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
