export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** An address with a prefix length, such as 10.100.54.1/24; the host bits are kept. */
export interface Cidr {
  readonly address: Address;
  readonly prefix: number;
}

const widthOf = (address: Address): 32 | 128 => (address.family === 4 ? 32 : 128);

/** The bits that all addresses of the network share. */
const sharedBits = (address: Address, prefix: number): bigint =>
  address.value >> BigInt(widthOf(address) - prefix);

/** Strict: no leading zeros in IPv4, no whitespace. The zone of fe80::1%eth0 is cut off. */
export function parseAddress(text: string): Address | undefined {
  if (!text.includes(':')) {
    const value = parseIPv4(text);
    return value === undefined ? undefined : { family: 4, value };
  }
  const value = parseIPv6(text.replace(/%[^\s%/]+$/, ''));
  return value === undefined ? undefined : { family: 6, value };
}

/** The prefix is required, and its address is as strict as parseAddress. */
export function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/');
  const address = parseAddress(text.slice(0, Math.max(slash, 0)));
  const prefix = text.slice(slash + 1);
  if (address === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(prefix)) return undefined;
  return Number(prefix) > widthOf(address) ? undefined : { address, prefix: Number(prefix) };
}

function parseIPv4(text: string): bigint | undefined {
  const parts = text.split('.');
  const valid = parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  if (parts.length !== 4 || !valid) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseIPv6(text: string): bigint | undefined {
  const [head, tail, ...more] = withoutEmbeddedIPv4(text).split('::').map(groupsOf);
  if (head === undefined || more.length > 0) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;

  const groups = [...head, ...Array<string>(missing).fill('0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

const groupsOf = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

/** Writes the 192.0.2.1 of ::ffff:192.0.2.1 as two groups. */
function withoutEmbeddedIPv4(text: string): string {
  const start = text.lastIndexOf(':') + 1;
  const value = parseIPv4(text.slice(start));
  if (value === undefined) return text;
  return `${text.slice(0, start)}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
}

/** In the form of RFC 5952. */
export function formatAddress({ family, value }: Address): string {
  if (family === 4) return formatIPv4(value);
  // RFC 5952 section 5: an IPv4-mapped address shows its IPv4 part.
  if (value >> 32n === 0xffffn) return `::ffff:${formatIPv4(value & 0xffff_ffffn)}`;
  const text = chunksOf(value, { count: 8, bits: 16 })
    .map((group) => group.toString(16))
    .join(':');
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)];
  // The sort is stable, so the first of several longest runs is the one that is shortened.
  const [longest] = runs.sort(([a], [b]) => b.length - a.length);
  if (longest === undefined) return text;
  const before = text.slice(0, longest.index).replace(/:$/, '');
  const after = text.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

const formatIPv4 = (value: bigint): string => chunksOf(value, { count: 4, bits: 8 }).join('.');

function chunksOf(value: bigint, split: { count: number; bits: number }): readonly bigint[] {
  const { count, bits } = split;
  return Array.from({ length: count }, (_, index) =>
    BigInt.asUintN(bits, value >> BigInt(bits * (count - 1 - index))),
  );
}

export const formatCidr = ({ address, prefix }: Cidr): string =>
  `${formatAddress(address)}/${prefix}`;

/** The network that the address lies in: its host bits are zero. */
export function networkOf({ address, prefix }: Cidr): Cidr {
  const value = sharedBits(address, prefix) << BigInt(widthOf(address) - prefix);
  return { address: { family: address.family, value }, prefix };
}

/** An address, or the whole of another network, lies in the network; false across families. */
export function contains(network: Cidr, inner: Address | Cidr): boolean {
  const { address, prefix } =
    'prefix' in inner ? inner : { address: inner, prefix: widthOf(inner) };
  return (
    address.family === network.address.family &&
    prefix >= network.prefix &&
    sharedBits(address, network.prefix) === sharedBits(network.address, network.prefix)
  );
}

export const overlaps = (a: Cidr, b: Cidr): boolean => contains(a, b) || contains(b, a);

export const sameAddress = (a: Address, b: Address): boolean =>
  a.family === b.family && a.value === b.value;

/** Offset 0 is the network's own address; an offset beyond its end leads into what follows it. */
export function addressAt(network: Cidr, offset: bigint): Address {
  const { address } = networkOf(network);
  return { ...address, value: BigInt.asUintN(widthOf(address), address.value + offset) };
}

/** 169.254.0.0/16 and fe80::/10. */
export const isLinkLocal = (address: Address): boolean =>
  address.family === 4 ? sharedBits(address, 16) === 0xa9fen : sharedBits(address, 10) === 0x3fan;

/** 127.0.0.0/8 and ::1. */
export const isLoopback = (address: Address): boolean =>
  address.family === 4 ? sharedBits(address, 8) === 127n : address.value === 1n;
