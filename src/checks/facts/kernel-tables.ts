import { isLinkLocal, parseCidr } from '../../domain/ip-address.ts';
import { type KernelStat, parseKernelStat } from '../../domain/kernel-stat.ts';
import { ProbeError } from '../../domain/probe-error.ts';
import type { FileAnswer, Probes } from '../../domain/probes.ts';

/** A table of the kernel, and how many entries it takes. */
export interface KernelTable {
  readonly entries: number;
  readonly limit: number;
}

export interface ConnectionTable extends KernelTable {
  /** Packets since boot for whose connection there was no room. */
  readonly dropped: number;
  /** Connections since boot that had to make room for others. */
  readonly evicted: number;
}

/** Its entries are those of all network namespaces that count towards the limit. */
export interface NeighbourTable extends KernelTable {
  readonly protocol: 'ARP' | 'NDP';
  /** The sysctl that limits it. */
  readonly setting: string;
  /** Permanent entries beside those: flannel makes one for each node. */
  readonly exempt: number;
  /** How often an entry found no room since boot. */
  readonly overflows: number;
}

const fullRatio = 0.95;

export const isFull = ({ entries, limit }: KernelTable): boolean => entries >= fullRatio * limit;

const connectionCount = '/proc/sys/net/netfilter/nf_conntrack_count';
const connectionLimit = '/proc/sys/net/netfilter/nf_conntrack_max';
const connectionStat = '/proc/net/stat/nf_conntrack';

/** Undefined when the kernel tracks no connections, or any number of them. */
export async function connectionTable(probes: Probes): Promise<ConnectionTable | undefined> {
  const [entries, limit, stat] = await Promise.all([
    numberIn(probes, connectionCount),
    numberIn(probes, connectionLimit),
    statIn(probes, connectionStat),
  ]);
  if (entries === undefined || limit === undefined || limit === 0) return undefined;
  const dropped = stat?.counted('drop') ?? 0;
  return { entries, limit, dropped, evicted: stat?.counted('early_drop') ?? 0 };
}

const neighbourSources = [
  {
    family: 4,
    protocol: 'ARP',
    stat: '/proc/net/stat/arp_cache',
    setting: 'net.ipv4.neigh.default.gc_thresh3',
  },
  {
    family: 6,
    protocol: 'NDP',
    stat: '/proc/net/stat/ndisc_cache',
    setting: 'net.ipv6.neigh.default.gc_thresh3',
  },
] as const;

/** Empty outside the initial network namespace: only there does the kernel show these tables. */
export async function neighbourTables(probes: Probes): Promise<readonly NeighbourTable[]> {
  const tables = neighbourSources.map((source) => neighbourTable(probes, source));
  return (await Promise.all(tables)).filter((table) => table !== undefined);
}

async function neighbourTable(
  probes: Probes,
  { family, protocol, stat: path, setting }: (typeof neighbourSources)[number],
): Promise<NeighbourTable | undefined> {
  const [stat, limit] = await Promise.all([
    statIn(probes, path),
    numberIn(probes, `/proc/sys/${setting.replaceAll('.', '/')}`),
  ]);
  if (stat === undefined || limit === undefined) return undefined;
  const exempt = isFull({ entries: stat.entries, limit }) ? await exemptEntries(probes, family) : 0;
  const entries = Math.max(0, stat.entries - exempt);
  return { protocol, setting, entries, limit, exempt, overflows: stat.counted('table_fulls') };
}

/** Since 5.0 permanent entries are counted, but not limited: a vxlan device has one for each peer. */
async function exemptEntries(probes: Probes, family: 4 | 6): Promise<number> {
  if (await isOlderThan5(probes)) return 0;
  const devices = (await probes.links()).filter(
    ({ vxlan, addresses }) =>
      vxlan !== undefined && addresses.some((text) => isGlobal(text, family)),
  );
  const peers = await Promise.all(devices.map(({ name }) => probes.forwardingEntries(name)));
  return peers.flat().length;
}

async function isOlderThan5(probes: Probes): Promise<boolean> {
  const release = await probes.file('/proc/sys/kernel/osrelease');
  return release.kind === 'text' && /^[0-4]\./.test(release.text);
}

function isGlobal(text: string, family: 4 | 6): boolean {
  const address = parseCidr(text)?.address;
  return address?.family === family && !isLinkLocal(address);
}

async function numberIn(probes: Probes, path: string): Promise<number | undefined> {
  const text = textOf(await probes.file(path))?.trim();
  if (text !== undefined && !/^\d+$/.test(text))
    throw new ProbeError('ToolFailed', `${path} holds no number`);
  return text === undefined ? undefined : Number(text);
}

async function statIn(probes: Probes, path: string): Promise<KernelStat | undefined> {
  const text = textOf(await probes.file(path));
  if (text === undefined) return undefined;
  const stat = parseKernelStat(text);
  if (stat === undefined) throw new ProbeError('ToolFailed', `${path} is not a table of counters`);
  return stat;
}

/** Undefined only when there is no such file. */
function textOf(answer: FileAnswer): string | undefined {
  switch (answer.kind) {
    case 'text':
      return answer.text;
    case 'absent':
      return undefined;
    case 'notPermitted':
      throw new ProbeError('NotPermitted', `may not read ${answer.path}`);
    case 'invalid':
      throw new ProbeError('ToolFailed', `${answer.path} ${answer.problem}`);
  }
}
