import type { Probes, RuleList } from '../../src/domain/probes.ts';

/** By family and table, such as `4 nat`: lines in iptables-save's form. */
export type RuleSets = Readonly<Record<string, readonly string[]>>;

/** Answers as one backend of iptables does: without the chain that was asked for, it is left out. */
export const fakeRules =
  (ruleSets: RuleSets, backend: RuleList['backend'] = 'nft'): Probes['rules'] =>
  async ({ family, table, chain, rule }) => {
    const lines = ruleSets[`${family} ${table}`] ?? [];
    if (chain === undefined) return [{ backend, rules: lines }];
    const own = lines.filter((line) => line.startsWith('-') && line.split(' ')[1] === chain);
    const numbered = own.filter((line) => line.startsWith('-A'));
    const rules = rule === undefined ? own : numbered.slice(rule - 1, rule);
    return rules.length === 0 ? [] : [{ backend, rules }];
  };

/** A chain that has no rules still has its policy. */
export const emptyTables: RuleSets = Object.fromEntries(
  [4, 6].flatMap((family) => [
    [`${family} filter`, ['-P INPUT ACCEPT', '-P FORWARD ACCEPT', '-P OUTPUT ACCEPT']],
    [`${family} nat`, ['-P PREROUTING ACCEPT', '-P POSTROUTING ACCEPT']],
  ]),
);
