/** What a rule or a policy line does with a packet. */
export interface Decision {
  readonly target: string;
  /** The line itself. */
  readonly rule: string;
}

/**
 * Groups lines in iptables-save's form (`-P FORWARD DROP`, `-N X`, `-A X -j ACCEPT`) by their
 * chain; any others are ignored.
 */
export function groupByChain(lines: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const rules = lines.map((line) => line.trim()).filter((line) => /^-[APN]\s+\S/.test(line));
  return Map.groupBy(rules, (rule) => rule.replace(/^-[APN]\s+(\S+).*$/s, '$1'));
}

/** What happens at a chain's end. */
export function policyOf(chain: string, lines: readonly string[]): Decision {
  const rule = lines.find((line) => /^-P\s+\S+\s+\S/.test(line)) ?? `-P ${chain} ACCEPT`;
  return { target: rule.replace(/^-P\s+\S+\s+(\S+).*$/s, '$1'), rule };
}

const finalTargets: ReadonlySet<string> = new Set([
  ...['ACCEPT', 'DROP', 'REJECT', 'TARPIT', 'QUEUE', 'NFQUEUE', 'SYNPROXY', 'TPROXY'],
  ...['MASQUERADE', 'SNAT', 'DNAT', 'REDIRECT', 'NETMAP'],
]);

const markingTargets: ReadonlySet<string> = new Set(['MARK', 'CONNMARK', 'HMARK']);

const passingTargets: ReadonlySet<string> = new Set([
  ...['LOG', 'ULOG', 'NFLOG', 'TRACE', 'AUDIT', 'LED', 'RATEEST', 'IDLETIMER', 'TEE', 'SET'],
  ...['TCPMSS', 'TCPOPTSTRIP', 'CT', 'NOTRACK', 'CLASSIFY', 'CHECKSUM', 'ECN', 'DSCP', 'TOS'],
  ...['TTL', 'HL', 'SECMARK', 'CONNSECMARK'],
]);

export type TargetKind = 'final' | 'return' | 'marking' | 'passing' | 'chain';

/** A target that is not one of iptables' own is a user's chain. */
export function targetKind(target: string): TargetKind {
  if (target === 'RETURN') return 'return';
  if (finalTargets.has(target)) return 'final';
  if (markingTargets.has(target)) return 'marking';
  return passingTargets.has(target) ? 'passing' : 'chain';
}
