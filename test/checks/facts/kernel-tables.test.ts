import t from 'tap';
import {
  connectionTable,
  isFull,
  neighbourTables,
} from '../../../src/checks/facts/kernel-tables.ts';
import type { FileAnswer, Link, Probes } from '../../../src/domain/probes.ts';
import { probesWith } from '../../support/configured-check.ts';
import { absentFile, textFile, uplink, vxlanDevice } from '../../support/facts.ts';

type Files = Readonly<Record<string, string | FileAnswer>>;

const filesOf =
  (files: Files): Probes['file'] =>
  async (path) => {
    const answer = files[path] ?? absentFile(path);
    return typeof answer === 'string' ? textFile(path, answer) : answer;
  };

const count = '/proc/sys/net/netfilter/nf_conntrack_count';
const most = '/proc/sys/net/netfilter/nf_conntrack_max';
const conntrackStat = '/proc/net/stat/nf_conntrack';
const arp = '/proc/net/stat/arp_cache';
const arpLimit = '/proc/sys/net/ipv4/neigh/default/gc_thresh3';
const ndp = '/proc/net/stat/ndisc_cache';
const ndpLimit = '/proc/sys/net/ipv6/neigh/default/gc_thresh3';
const release = '/proc/sys/kernel/osrelease';

const connections = (files: Files) => connectionTable(probesWith({ file: filesOf(files) }));

t.test('connections are counted against their limit', async (t) => {
  const files = { [count]: '97\n', [most]: '100\n' };
  const stat = 'entries drop early_drop\n61 0a 02\n61 01 00\n';
  t.same(await connections(files), { entries: 97, limit: 100, dropped: 0, evicted: 0 });
  t.same(await connections({ ...files, [conntrackStat]: stat }), {
    entries: 97,
    limit: 100,
    dropped: 11,
    evicted: 2,
  });
});

t.test('there is no table where nothing is tracked, or without a limit', async (t) => {
  t.equal(await connections({}), undefined);
  t.equal(await connections({ [count]: '97\n' }), undefined);
  t.equal(await connections({ [count]: '97\n', [most]: '0\n' }), undefined);
});

t.test('what cannot be read is no empty table', async (t) => {
  const denied = { kind: 'notPermitted', path: count } as const;
  await t.rejects(connections({ [count]: denied }), {
    reason: 'NotPermitted',
    message: /may not read/,
  });
  const broken = { kind: 'invalid', path: count, problem: 'cannot be read (EIO)' } as const;
  await t.rejects(connections({ [count]: broken }), { reason: 'ToolFailed', message: /EIO/ });
  await t.rejects(connections({ [count]: 'many' }), { message: `${count} holds no number` });
  await t.rejects(connections({ [conntrackStat]: 'x' }), { message: /is not a table of counters/ });
});

const neighbours = (files: Files, links: readonly Link[] = [], asked: string[] = []) =>
  neighbourTables(
    probesWith({
      file: filesOf(files),
      links: async () => links,
      forwardingEntries: async (device) => {
        asked.push(device);
        return Array.from({ length: 500 }, () => ({ mac: 'x', destination: '10.0.0.6' }));
      },
    }),
  );

const tableOf = (entries: number) => `entries table_fulls\n${entries.toString(16)} 03\n`;

t.test('neighbours of both families are counted against their limits', async (t) => {
  const files = {
    [arp]: tableOf(10),
    [arpLimit]: '1024\n',
    [ndp]: tableOf(20),
    [ndpLimit]: '2048',
  };
  t.same(await neighbours(files), [
    {
      protocol: 'ARP',
      setting: 'net.ipv4.neigh.default.gc_thresh3',
      entries: 10,
      limit: 1024,
      exempt: 0,
      overflows: 3,
    },
    {
      protocol: 'NDP',
      setting: 'net.ipv6.neigh.default.gc_thresh3',
      entries: 20,
      limit: 2048,
      exempt: 0,
      overflows: 3,
    },
  ]);
});

t.test('outside the first network namespace there is no such table', async (t) => {
  t.same(await neighbours({}), []);
  t.same(await neighbours({ [arp]: tableOf(10) }), []);
});

const full = { [arp]: tableOf(1400), [arpLimit]: '1024\n', [release]: '6.1.0-28-amd64\n' };
const dualStack = [
  uplink(),
  vxlanDevice({ addresses: ['10.100.54.0/32', 'fe80::1/64'] }),
  vxlanDevice({ name: 'flannel-v6.1', addresses: ['2001:cafe:42:1::/128'] }),
];

t.test("flannel's permanent entries do not count since 5.0", async (t) => {
  const asked: string[] = [];
  t.match(await neighbours(full, dualStack, asked), [{ entries: 900, exempt: 500 }]);
  t.same(asked, ['flannel.1']);
  const asked6: string[] = [];
  const full6 = { ...full, [ndp]: tableOf(300), [ndpLimit]: '128' };
  t.match(await neighbours(full6, dualStack, asked6), [{}, { entries: 0, exempt: 500 }]);
  t.same(asked6.sort(), ['flannel-v6.1', 'flannel.1']);
});

t.test('before 5.0 they do', async (t) => {
  const old = { ...full, [release]: '4.18.0-553.el8\n' };
  t.match(await neighbours(old, dualStack), [{ entries: 1400, exempt: 0 }]);
  t.match(await neighbours({ ...full, [release]: absentFile(release) }, dualStack), [
    { entries: 900 },
  ]);
});

t.test('a table is full before its last entry', async (t) => {
  t.equal(isFull({ entries: 94, limit: 100 }), false);
  t.equal(isFull({ entries: 95, limit: 100 }), true);
});
