import { setTimeout as sleep } from 'node:timers/promises';
import type { NftChain, Probes, RuleQuery } from '../domain/probes.ts';

/** What somebody far away wants to see of any node, whether or not a check has asked for it. */
const files: readonly string[] = [
  '/etc/os-release',
  '/etc/resolv.conf',
  '/etc/docker/daemon.json',
  '/proc/version',
  '/proc/net/snmp',
  ...[
    'net/ipv4/ip_forward',
    'net/ipv4/conf/all/rp_filter',
    'net/ipv6/conf/all/forwarding',
    'net/ipv6/conf/all/disable_ipv6',
    'net/bridge/bridge-nf-call-iptables',
    'net/bridge/bridge-nf-call-ip6tables',
    'net/ipv4/neigh/default/gc_thresh3',
    'net/netfilter/nf_conntrack_count',
    'net/netfilter/nf_conntrack_max',
  ].map((name) => `/proc/sys/${name}`),
];

const families = [4, 6] as const;

/** Chains by name: never the whole of nat, which grows with the Services. */
const rules: readonly RuleQuery[] = families.flatMap((family) => [
  { family, table: 'filter' } as const,
  ...['POSTROUTING', 'FLANNEL-POSTRTG', 'KUBE-POSTROUTING'].map(
    (chain) => ({ family, table: 'nat', chain }) as const,
  ),
]);

const nftChains: readonly NftChain[] = families.flatMap((family) => {
  const table = { family: family === 4 ? 'ip' : 'ip6', table: `flannel-ipv${family}` } as const;
  return [
    { ...table, chain: 'postrtg' },
    { ...table, chain: 'forward' },
  ];
});

export interface BundleQuestions {
  /** Files to look for, beside those of any node. */
  readonly files: readonly string[];
  /** Questions that are still open then are left behind. */
  readonly timeoutMs: number;
}

/** For the sake of whoever records the answers: none is given back, and nothing rejects. */
export async function askForBundle(probes: Probes, asked: BundleQuestions): Promise<void> {
  const answered = new AbortController();
  const late = sleep(asked.timeoutMs, undefined, { signal: answered.signal });
  await Promise.race([late, allOf(probes, [...files, ...asked.files])]);
  answered.abort();
}

const allOf = (probes: Probes, paths: readonly string[]): Promise<unknown> =>
  Promise.allSettled([
    ...paths.map((path) => probes.file(path)),
    ...rules.map((query) => probes.rules(query)),
    ...nftChains.map((chain) => probes.nftChain(chain)),
    probes.links(),
    probes.routes(),
    probes.processes(),
    probes.units(),
    probes.containers(),
    probes.ownNode(),
  ]);
