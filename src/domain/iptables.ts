import { matchRule, type Packet, type Passage, parseRule, type Rule } from './iptables-rule.ts';

export type { Packet };

/** A rule with its target, where a user chain or RETURN counts as one too. */
export interface Decision {
  readonly target: string;
  /** The rule or policy line. */
  readonly rule: string;
}

export interface Outcome extends Decision {
  /**
   * Earlier rules that may have decided, but whose match cannot be judged (sets, ports, a chain
   * that was not read, which is then the target).
   */
  readonly doubtful: readonly Decision[];
}

interface Ruleset {
  readonly policies: ReadonlyMap<string, Decision>;
  /** Each chain that the lines hold, with its -A lines. */
  readonly chains: ReadonlyMap<string, readonly Decision[]>;
}
