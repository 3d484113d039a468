import { matchRule, type Packet, parseRule } from './iptables-rule.ts';
import { type Decision, groupByChain, policyOf, targetKind } from './iptables-ruleset.ts';

export type { Packet };

/** What the first rule that certainly matches, or else the policy, does with a packet. */
export interface Outcome extends Decision {
  /**
   * Earlier rules that may have decided, but cannot be judged (sets, ports, …). The target is a
   * chain's name where that chain was not read, and RETURN where the packet may have left a chain
   * before the rule that decided.
   */
  readonly doubtful: readonly Decision[];
}

interface Walk {
  /** The lines of each chain. */
  readonly chains: ReadonlyMap<string, readonly string[]>;
  readonly packet: Packet;
  readonly doubtful: Decision[];
  readonly missing: Set<string>;
  /** Each chain is walked once in each state, which bounds what crafted rules can cost. */
  readonly visited: Set<string>;
  marked: boolean;
}

interface Visit {
  readonly chain: string;
  readonly depth: number;
  /** False when the packet may not come here at all. */
  readonly certain: boolean;
}

/** A rule that matches, or may match. */
interface Jump extends Visit, Decision {
  readonly goto: boolean;
  /** False when it only may match. */
  readonly sure: boolean;
}

/** `back`: the packet leaves the chain undecided. */
type Step = Decision | 'next' | 'back';

// nftables allows 16 jumps inside each other; our own stack has to end somewhere, too.
const maxDepth = 32;

export function traverse(rules: readonly string[], chain: string, packet: Packet): Outcome {
  const walk = startWalk(rules, packet);
  const decision =
    walkChain(walk, { chain, depth: 0, certain: true }) ??
    policyOf(chain, walk.chains.get(chain) ?? []);
  const doubtful = new Map(walk.doubtful.map((doubt) => [`${doubt.target} ${doubt.rule}`, doubt]));
  return { ...decision, doubtful: [...doubtful.values()] };
}

/** Chains that the packet may be sent to and that the lines don't hold: read them, then traverse. */
export function missingChains(
  rules: readonly string[],
  chain: string,
  packet: Packet,
): readonly string[] {
  const walk = startWalk(rules, packet);
  walkChain(walk, { chain, depth: 0, certain: true });
  return [...walk.missing];
}

function startWalk(rules: readonly string[], packet: Packet): Walk {
  const progress = { doubtful: [], missing: new Set<string>(), visited: new Set<string>() };
  return { ...progress, chains: groupByChain(rules), packet, marked: false };
}

/** Undefined when the packet comes back out of the chain. */
function walkChain(walk: Walk, visit: Visit): Decision | undefined {
  const before = walk.doubtful.length;
  const lines = walk.chains.get(visit.chain) ?? [];
  for (const rule of lines.filter((line) => line.startsWith('-A'))) {
    const step = followRule(walk, { ...visit, rule });
    if (typeof step === 'object') return step;
    if (step === 'back') break;
  }
  // With nothing between them and the chain's end, it is all the same whether they matched.
  while (walk.doubtful.length > before && walk.doubtful.at(-1)?.target === 'RETURN')
    walk.doubtful.pop();
  return undefined;
}

function followRule(walk: Walk, at: Visit & { readonly rule: string }): Step {
  const rule = parseRule(at.rule);
  const match = matchRule(rule, { ...walk.packet, marked: walk.marked });
  const { target, goto } = rule;
  if (match === 'no' || target === undefined) return 'next';
  return follow(walk, { ...at, target, goto, sure: match === 'yes' });
}

function follow(walk: Walk, jump: Jump): Step {
  switch (targetKind(jump.target)) {
    case 'passing':
      return 'next';
    case 'marking':
      walk.marked = true;
      return 'next';
    case 'return':
      return leave(walk, jump);
    case 'final':
      if (jump.sure && jump.certain) return { target: jump.target, rule: jump.rule };
      doubt(walk, jump);
      return jump.sure ? 'back' : 'next';
    case 'chain':
      return enterChain(walk, jump) ?? (jump.goto ? leave(walk, jump) : 'next');
  }
}

/** What comes back from a chain after -g leaves this one, just as RETURN does. */
function leave(walk: Walk, { sure, rule }: Jump): Step {
  if (sure) return 'back';
  doubt(walk, { target: 'RETURN', rule });
  return 'next';
}

function enterChain(walk: Walk, jump: Jump): Decision | undefined {
  const chain = jump.target;
  const held = walk.chains.has(chain);
  if (!held) walk.missing.add(chain);
  if (!held || jump.depth >= maxDepth) {
    walk.marked = true;
    doubt(walk, jump);
    return undefined;
  }
  const certain = jump.certain && jump.sure;
  const state = `${chain} ${certain} ${walk.marked}`;
  if (walk.visited.has(state)) return undefined;
  walk.visited.add(state);
  return walkChain(walk, { chain, depth: jump.depth + 1, certain });
}

function doubt(walk: Walk, { target, rule }: Decision): void {
  walk.doubtful.push({ target, rule });
}
