import { type Cidr, parseCidr } from './ip-address.ts';

/** What flannel gave this node in one address family. */
export interface Lease {
  readonly family: 4 | 6;
  /** Empty in files older than flannel 0.5. */
  readonly networks: readonly Cidr[];
  /** The address of the pod bridge, with the subnet's prefix: its network is the subnet. */
  readonly subnet: Cidr;
}

/** The contents of subnet.env. */
export interface SubnetFile {
  readonly leases: readonly Lease[];
  readonly mtu: number;
  /** Absent in files older than flannel 0.5. */
  readonly ipMasq?: boolean;
}

export type ParsedSubnetFile =
  | { readonly file: SubnetFile; readonly problems: readonly [] }
  | { readonly file?: never; readonly problems: readonly string[] };

/** IPv6 needs 1280; no overlay over any known underlay is smaller than what IPv4 asks for. */
const mtuRange = { least: 68, most: 65_535 };

const families = [
  { family: 4, networkKey: 'FLANNEL_NETWORK', subnetKey: 'FLANNEL_SUBNET' },
  { family: 6, networkKey: 'FLANNEL_IPV6_NETWORK', subnetKey: 'FLANNEL_IPV6_SUBNET' },
] as const;

/** Parses subnet.env as flannel has written it since 0.1; CRLF, quotes and comments are accepted. */
export function parseSubnetFile(text: string): ParsedSubnetFile {
  const { values, problems } = parseLines(text);
  if (problems.length > 0) return { problems };
  const leases = families.flatMap((family) => leaseOf(family, values, problems));
  if (leases.length === 0 && problems.length === 0) problems.push('it names no FLANNEL_SUBNET');
  const mtu = mtuOf(values, problems);
  const ipMasq = values.get('FLANNEL_IPMASQ');
  if (mtu === undefined || problems.length > 0) return { problems };
  return {
    file: { leases, mtu, ...(ipMasq !== undefined && { ipMasq: ipMasq === 'true' }) },
    problems: [],
  };
}

function parseLines(text: string): { values: Map<string, string>; problems: string[] } {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const match = /^(?:export\s+)?(\w+)=(["']?)(.*)\2$/.exec(content);
    if (match === null) {
      problems.push(`line ${index + 1} is not KEY=value`);
      // A file of garbage is told by its first line.
      break;
    }
    const [, key = '', , value = ''] = match;
    values.set(key, value.trim());
  }
  return { values, problems };
}

function leaseOf(
  { family, networkKey, subnetKey }: (typeof families)[number],
  values: ReadonlyMap<string, string>,
  problems: string[],
): Lease[] {
  const networkText = values.get(networkKey);
  const subnetText = values.get(subnetKey);
  if (subnetText === undefined) {
    if (networkText !== undefined) problems.push(`${subnetKey} is missing`);
    return [];
  }
  const subnet = cidrOf(subnetText, family);
  if (subnet === undefined)
    problems.push(`${subnetKey}=${subnetText} is not an ${familyName(family)} subnet`);
  const parts = networkText?.split(',') ?? [];
  const networks = parts.flatMap((part) => cidrOf(part.trim(), family) ?? []);
  if (networks.length < parts.length)
    problems.push(`${networkKey}=${networkText} is not an ${familyName(family)} network`);
  return subnet === undefined ? [] : [{ family, networks, subnet }];
}

function cidrOf(text: string, family: 4 | 6): Cidr | undefined {
  const cidr = parseCidr(text);
  return cidr?.address.family === family ? cidr : undefined;
}

const familyName = (family: 4 | 6): string => `IPv${family}`;

function mtuOf(values: ReadonlyMap<string, string>, problems: string[]): number | undefined {
  const text = values.get('FLANNEL_MTU');
  if (text === undefined) {
    problems.push('FLANNEL_MTU is missing');
    return undefined;
  }
  const mtu = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (mtu >= mtuRange.least && mtu <= mtuRange.most) return mtu;
  problems.push(`FLANNEL_MTU=${text} is not an MTU`);
  return undefined;
}
