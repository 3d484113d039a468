/** Where the fault lies: on this node, in the cluster, or outside of it. */
export type Scope = 'node' | 'cluster' | 'external';

/** A reason's page in the runbook, and how the daemon treats it. */
export interface ReasonDoc {
  readonly cause: string;
  /** What to run by hand to see it. `{subject}` stands for the finding's subject. */
  readonly confirm: string;
  /** What mends it. `{subject}` stands for the finding's subject. */
  readonly remedy: string;
  readonly reference: string;
  readonly scope: Scope;
  /** How long the fault has to stand before the cluster is told. */
  readonly confirmAfterMs: number;
  /** It is the daemon's own state, which needs no confirmation; its end does. */
  readonly toldAtOnce?: boolean;
  /** Waiting cannot mend it. */
  readonly permanent?: boolean;
  /** Reasons that this one can bring about in other checks. */
  readonly causes: readonly string[];
}
