import { type Cidr, contains, formatCidr, networkOf, parseAddress } from './ip-address.ts';
import type { Lease } from './subnet-file.ts';

/** Of host-local's files, the leases in this subnet; those of an earlier one take nothing away. */
export const leasedIn = ({ subnet }: Lease, files: readonly string[]): readonly string[] =>
  files.filter((name) => {
    const address = parseAddress(name);
    return address !== undefined && contains(networkOf(subnet), address);
  });

/** No address is left for another pod. */
export const isExhausted = (lease: Lease, files: readonly string[]): boolean =>
  BigInt(leasedIn(lease, files).length) >= usableIn(lease.subnet);

/** Without the network's own address and the bridge's, and in IPv4 without the broadcast address. */
function usableIn({ address, prefix }: Cidr): bigint {
  const [width, reserved] = address.family === 4 ? [32, 3n] : [128, 2n];
  const all = 1n << BigInt(width - prefix);
  return all > reserved ? all - reserved : 0n;
}

const leakRatio = 0.1;

/** What is said of an exhausted subnet, and whether the pods on `ports` have its addresses. */
export function describeExhaustion(
  lease: Lease,
  files: readonly string[],
  ports: number,
): { readonly message: string; readonly pods: string } {
  const leased = leasedIn(lease, files).length;
  const lost = leased - ports;
  const pods = `${ports} pods are on the bridge`;
  return {
    message: `all ${leased} addresses of ${formatCidr(networkOf(lease.subnet))} are given out`,
    pods: lost > leased * leakRatio ? `${pods}: ${lost} addresses were never given back` : pods,
  };
}

/** The id in a lease's text; host-local adds the interface's name on a second line. */
export const containerOfLease = (text: string): string => text.trim().replace(/\s.*$/s, '');
