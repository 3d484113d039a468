import { defineCheck } from '../domain/check.ts';
import type { ReasonDoc } from '../domain/reason.ts';
import { recoverable } from '../domain/reason-docs.ts';
import { conclude, type Finding } from '../domain/verdict.ts';
import {
  type ConnectionTable,
  connectionTable,
  isFull,
  type NeighbourTable,
  neighbourTables,
} from './facts/kernel-tables.ts';

const reasons = {
  ConntrackFull: {
    ...recoverable,
    cause:
      'The kernel tracks as many connections as it may, so that packets that open new ones are dropped: too much traffic for the limit, or one program (often DNS lookups) that opens very many.',
    confirm:
      "sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; dmesg | grep 'table full'; conntrack -L | sort -k1,1 | cut -d' ' -f1 | uniq -c",
    remedy:
      "Find and calm the program that opens so many. Or raise the limit: kube-proxy's --conntrack-max-per-core (kube-proxy sets net.netfilter.nf_conntrack_max when it starts), without kube-proxy sysctl -w net.netfilter.nf_conntrack_max=…",
    reference: 'https://docs.kernel.org/networking/nf_conntrack-sysctl.html',
    causes: ['ExternalPingFailed', 'HttpUnreachable', 'NameserversUnreachable'],
  },
  NeighbourTableFull: {
    ...recoverable,
    cause:
      'The kernel knows as many neighbours (pods, nodes, gateways) as it may, so that it cannot reach any other: the cluster has outgrown the default limit.',
    confirm: "sysctl {subject}; ip neigh | wc -l; dmesg | grep 'table overflow'",
    remedy:
      'sysctl -w {subject}=16384, with gc_thresh2 at 8192 and gc_thresh1 at 4096; keep them in /etc/sysctl.d.',
    reference: 'https://docs.kernel.org/networking/ip-sysctl.html',
    causes: ['GatewayUnreachable', 'NameserversUnreachable'],
  },
} as const satisfies Record<string, ReasonDoc>;

type Reason = keyof typeof reasons;

/** The kernel's tables of connections and neighbours have room. */
export const nodeLimits = defineCheck({
  name: 'node-limits',
  condition: 'FlannelProblem',
  asks: 'node',
  summary: "The kernel's tables of connections and neighbours are not full.",
  defaults: {},
  options: {},
  reasons,

  async collect(probes) {
    const [connections, neighbours] = await Promise.all([
      connectionTable(probes),
      neighbourTables(probes),
    ]);
    return { neighbours, ...(connections && { connections }) };
  },

  evaluate({ connections, neighbours }) {
    const broken = [...fullConntrack(connections), ...neighbours.flatMap(fullNeighbours)];
    const seen = [
      ...(connections === undefined ? [] : [messageOfConnections(connections)]),
      ...neighbours.map(messageOfNeighbours),
    ];
    return conclude({
      broken,
      fine: seen.join(', ') || 'no table with a limit is to be seen here',
    });
  },
});

function fullConntrack(table: ConnectionTable | undefined): readonly Finding<Reason>[] {
  if (table === undefined || !isFull(table)) return [];
  const evidence = [
    `since boot connection tracking dropped ${table.dropped} packets and gave up ${table.evicted} connections`,
  ];
  return [{ reason: 'ConntrackFull', message: messageOfConnections(table), evidence }];
}

function fullNeighbours(table: NeighbourTable): readonly Finding<Reason>[] {
  if (!isFull(table)) return [];
  const evidence = [
    `since boot ${table.overflows} entries found no room`,
    ...(table.exempt === 0 ? [] : [`${table.exempt} permanent entries do not count`]),
  ];
  const message = messageOfNeighbours(table);
  return [{ reason: 'NeighbourTableFull', subject: table.setting, message, evidence }];
}

const messageOfConnections = ({ entries, limit }: ConnectionTable): string =>
  `${entries} of ${limit} connections`;

const messageOfNeighbours = ({ entries, limit, protocol }: NeighbourTable): string =>
  `${entries} of ${limit} ${protocol} entries`;
