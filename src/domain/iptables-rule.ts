import { type Address, contains, parseAddress, parseCidr, sameAddress } from './ip-address.ts';

/** The first packet of a new TCP connection, without mark; its ports are unknown. */
export interface Packet {
  readonly source: Address;
  readonly destination: Address;
  readonly inInterface?: string;
  readonly outInterface?: string;
}

/** A packet on its way through the rules. */
export interface Passage extends Packet {
  /** Something that it has passed may have marked it. */
  readonly marked: boolean;
}

/** Whether a rule matches; `maybe` where it asks for something that a packet here does not tell. */
export type Match = 'yes' | 'no' | 'maybe';

interface Criterion {
  /** `-s`, or the module and its option: `conntrack --ctstate`. */
  readonly option: string;
  readonly value: string;
  readonly negated: boolean;
}

export interface Rule {
  readonly criteria: readonly Criterion[];
  /** What -j or -g names; undefined when the rule only counts packets. */
  readonly target: string | undefined;
  /** With -g the target does not come back to this rule's chain. */
  readonly goto: boolean;
}

type Judge = (value: string, passage: Passage) => Match;

const certain = (holds: boolean): Match => (holds ? 'yes' : 'no');

// Any other module asks for something that is not known, even without an option of its own.
const knownModules: ReadonlySet<string> = new Set([
  ...['comment', 'conntrack', 'state', 'mark', 'connmark', 'tcp'],
]);

const otherProtocols: ReadonlySet<string> = new Set([
  ...['udp', 'udplite', 'icmp', 'icmpv6', 'ipv6-icmp', 'sctp', 'dccp', 'gre', 'esp', 'ah', 'igmp'],
]);

const otherStates: ReadonlySet<string> = new Set([
  ...['RELATED', 'ESTABLISHED', 'INVALID', 'UNTRACKED', 'DNAT', 'SNAT'],
]);

const judges: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['-A', (value) => (value.includes(' ') ? 'maybe' : 'yes')],
  // The first packet is no later fragment.
  ['-f', () => 'no'],
  ['-m', (value) => (knownModules.has(value) ? 'yes' : 'maybe')],
  ['-p', judgeProtocol],
  ['-s', (value, { source }) => judgeAddress(value, source)],
  ['-d', (value, { destination }) => judgeAddress(value, destination)],
  ['-i', (value, { inInterface }) => judgeInterface(value, inInterface)],
  ['-o', (value, { outInterface }) => judgeInterface(value, outInterface)],
  ['comment --comment', () => 'yes'],
  ['conntrack --ctstate', judgeState],
  ['state --state', judgeState],
  ['mark --mark', judgeMark],
  ['connmark --mark', judgeMark],
  ['tcp --tcp-flags', judgeFlags],
]);

function judgeProtocol(value: string): Match {
  if (['tcp', '6', 'all', '0'].includes(value)) return 'yes';
  return otherProtocols.has(value) ? 'no' : 'maybe';
}

function judgeAddress(value: string, address: Address): Match {
  const network = parseCidr(value);
  if (network !== undefined) return certain(contains(network, address));
  const single = parseAddress(value);
  return single === undefined ? 'maybe' : certain(sameAddress(single, address));
}

function judgeInterface(value: string, name: string | undefined): Match {
  if (value === '+') return 'yes';
  if (name === undefined || !/^\S+$/.test(value)) return 'maybe';
  return certain(value.endsWith('+') ? name.startsWith(value.slice(0, -1)) : name === value);
}

function judgeState(value: string): Match {
  const states = value.split(',');
  if (states.includes('NEW')) return 'yes';
  return states.every((state) => otherStates.has(state)) ? 'no' : 'maybe';
}

/** An unmarked packet matches `value/mask` when the value is 0, whatever the mask. */
function judgeMark(value: string, { marked }: Passage): Match {
  const number = /^(0x[\da-f]+|\d+)(?:\/(?:0x[\da-f]+|\d+))?$/i.exec(value)?.[1];
  return marked || number === undefined ? 'maybe' : certain(Number(number) === 0);
}

/** `mask flags`: of the mask, exactly these flags are set. The first packet has SYN alone. */
function judgeFlags(value: string): Match {
  const [, mask, flags] = /^([A-Z,]+) ([A-Z,]+)$/.exec(value) ?? [];
  if (mask === undefined) return 'maybe';
  return certain(flags === (mask.split(',').includes('SYN') ? 'SYN' : 'NONE'));
}

const word = String.raw`(?:"(?:[^"\\]|\\.)*"|\S+)`;

// Between the words is one blank. What follows --comment is its value, even if it looks like an option.
const optionPattern = new RegExp(
  String.raw`(?<!\S)(! )?(-\S+)((?: (?:(?<=--comment )|(?![-!]))${word})*)`,
  'g',
);

/** Reads an -A line in iptables-save's form; what makes no sense there counts as a `maybe`. */
export function parseRule(line: string): Rule {
  const criteria: Criterion[] = [];
  let module = '';
  for (const [, negation, name = '', words = ''] of line
    .replace(/\s+/g, ' ')
    .matchAll(optionPattern)) {
    const value = words.trim();
    if (name === '-j' || name === '-g')
      return { criteria, target: value.split(' ')[0] || undefined, goto: name === '-g' };
    if (name === '-m') module = value;
    const option = name.startsWith('--') ? `${module} ${name}` : name;
    criteria.push({ option, value, negated: negation !== undefined });
  }
  return { criteria, target: undefined, goto: false };
}

export function matchRule(rule: Rule, passage: Passage): Match {
  const matches = rule.criteria.map((criterion) => judge(criterion, passage));
  if (matches.includes('no')) return 'no';
  return matches.includes('maybe') ? 'maybe' : 'yes';
}

function judge({ option, value, negated }: Criterion, passage: Passage): Match {
  const match = judges.get(option)?.(value, passage) ?? 'maybe';
  if (!negated || match === 'maybe') return match;
  return match === 'yes' ? 'no' : 'yes';
}
