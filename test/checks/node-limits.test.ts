import t from 'tap';
import { nodeLimits } from '../../src/checks/node-limits.ts';
import { probesWith } from '../support/configured-check.ts';
import { absentFile, nodeSettings, textFile } from '../support/facts.ts';

const { signal } = new AbortController();

const run = (files: Readonly<Record<string, string>>) =>
  nodeLimits.configure(nodeSettings(), {}).run(
    probesWith({
      file: async (path) => {
        const text = files[path];
        return text === undefined ? absentFile(path) : textFile(path, text);
      },
      links: async () => [],
    }),
    signal,
  );

const conntrack = (count: number) => ({
  '/proc/sys/net/netfilter/nf_conntrack_count': `${count}\n`,
  '/proc/sys/net/netfilter/nf_conntrack_max': '1000\n',
  '/proc/net/stat/nf_conntrack': 'entries drop early_drop\n3b6 07 02\n',
});

const arp = (entries: number) => ({
  '/proc/net/stat/arp_cache': `entries table_fulls\n${entries.toString(16)} 09\n`,
  '/proc/sys/net/ipv4/neigh/default/gc_thresh3': '1000\n',
});

t.test('tables with room are healthy', async (t) => {
  t.same(await run({ ...conntrack(949), ...arp(949) }), {
    status: 'healthy',
    message: '949 of 1000 connections, 949 of 1000 ARP entries',
  });
});

t.test('where the kernel has no such table nothing is full', async (t) => {
  t.same(await run({}), {
    status: 'healthy',
    message: 'no table with a limit is to be seen here',
  });
});

t.test('tables that are nearly full are told, each with what it has cost', async (t) => {
  t.same(await run({ ...conntrack(950), ...arp(1000) }), {
    status: 'unhealthy',
    findings: [
      {
        reason: 'ConntrackFull',
        message: '950 of 1000 connections',
        evidence: ['since boot connection tracking dropped 7 packets and gave up 2 connections'],
      },
      {
        reason: 'NeighbourTableFull',
        subject: 'net.ipv4.neigh.default.gc_thresh3',
        message: '1000 of 1000 ARP entries',
        evidence: ['since boot 9 entries found no room'],
      },
    ],
  });
});

t.test('permanent entries are named, since they explain the larger number', async (t) => {
  const table = {
    protocol: 'NDP',
    setting: 'net.ipv6.neigh.default.gc_thresh3',
    entries: 1020,
    limit: 1024,
    exempt: 3000,
    overflows: 0,
  } as const;
  t.match(nodeLimits.evaluate({ neighbours: [table] }, { node: nodeSettings() }), {
    findings: [{ evidence: [String, '3000 permanent entries do not count'] }],
  });
});
