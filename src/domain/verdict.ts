/** What one check found wrong, or could not find out. */
export interface Finding<Reason extends string = string> {
  readonly reason: Reason;
  /** One sentence with the values that were seen. */
  readonly message: string;
  /** The interface, address, file or URL that this finding is about. */
  readonly subject?: string;
  readonly evidence?: readonly string[];
  /** Only in an unknown: another way by which the question was answered all the same. */
  readonly answeredBy?: string;
}

export type Findings<Reason extends string = string> = readonly [
  Finding<Reason>,
  ...Finding<Reason>[],
];

export type Status = Verdict['status'];

/** What one check concluded about this node. */
export type Verdict<Reason extends string = string> =
  | {
      readonly status: 'healthy';
      readonly message: string;
      /** Names of what was seen to be well, where somebody needs more than the sentence. */
      readonly seen?: readonly string[];
    }
  | {
      readonly status: 'unhealthy' | 'unknown' | 'notApplicable';
      readonly findings: Findings<Reason>;
    };

export const healthy = (message: string): Verdict<never> => ({ status: 'healthy', message });

export const unhealthy = <Reason extends string>(
  ...findings: Findings<Reason>
): Verdict<Reason> => ({ status: 'unhealthy', findings });

/** Could not tell: never a fault of the node. */
export const unknown = <Reason extends string>(
  reason: Reason,
  message: string,
): Verdict<Reason> => ({ status: 'unknown', findings: [{ reason, message }] });

/** There is nothing to judge on this node. */
export const notApplicable = <Reason extends string>(
  reason: Reason,
  message: string,
): Verdict<Reason> => ({ status: 'notApplicable', findings: [{ reason, message }] });

/** The verdict of a check that asks several questions: what is broken outweighs what is open. */
export function conclude<Reason extends string>(outcome: {
  readonly broken: readonly Finding<Reason>[];
  readonly open?: readonly Finding<Reason>[];
  readonly fine: string;
  readonly seen?: readonly string[];
}): Verdict<Reason> {
  const [first, ...rest] = outcome.broken;
  if (first !== undefined) return unhealthy(first, ...rest);
  const [open, ...others] = outcome.open ?? [];
  if (open !== undefined) return { status: 'unknown', findings: [open, ...others] };
  const { fine, seen } = outcome;
  return { ...healthy(fine), ...(seen !== undefined && { seen }) };
}

/** Empty for a healthy verdict. */
export const findingsOf = (verdict: Verdict): readonly Finding[] =>
  verdict.status === 'healthy' ? [] : verdict.findings;
