import { type Cidr, contains, formatCidr, isLinkLocal, parseCidr } from './ip-address.ts';
import type { Link } from './probes.ts';
import type { Lease } from './subnet-file.ts';

/** A lease whose address the bridge does not have as it should. */
export interface AddressFault {
  /** `stale`: it has one of another subnet of the pod network. */
  readonly kind: 'stale' | 'outside';
  /** What the bridge has instead. */
  readonly seen: readonly Cidr[];
  /** In CIDR form. */
  readonly wanted: string;
}

export const addressFaults = (bridge: Link, leases: readonly Lease[]): readonly AddressFault[] =>
  leases.flatMap((lease): readonly AddressFault[] => {
    const wanted = formatCidr(lease.subnet);
    const seen = globalAddresses(bridge, lease.family);
    const strangers = seen.filter((cidr) => formatCidr(cidr) !== wanted);
    const old = strangers.filter((cidr) => inNetworks(cidr, lease));
    if (old.length > 0) return [{ kind: 'stale', seen: old, wanted }];
    return strangers.length < seen.length ? [] : [{ kind: 'outside', seen, wanted }];
  });

/** Addresses of the device that are of the pod network. */
export const podNetworkAddresses = (link: Link, leases: readonly Lease[]): readonly Cidr[] =>
  leases.flatMap((lease) =>
    globalAddresses(link, lease.family).filter((cidr) => inNetworks(cidr, lease)),
  );

/** Without link-local ones, which every device has. */
const globalAddresses = ({ addresses }: Link, family: 4 | 6): readonly Cidr[] =>
  addresses
    .flatMap((text) => parseCidr(text) ?? [])
    .filter(({ address }) => address.family === family && !isLinkLocal(address));

const inNetworks = ({ address }: Cidr, { networks }: Lease): boolean =>
  networks.some((network) => contains(network, address));
