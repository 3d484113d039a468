import { type Address, isLinkLocal, isLoopback, parseCidr } from '../../domain/ip-address.ts';
import type { Link } from '../../domain/probes.ts';

/** Devices that belong to pods, containers or virtual machines, not to the way out. */
const podDevice =
  /^(docker|cni|flannel|cali|vxlan\.calico|veth|lxc|tunl|kube-|nodelocaldns|cilium|weave|virbr|br-[\da-f]{12}$)/;

export const isPodDevice = ({ name }: Link): boolean => podDevice.test(name);

/** Addresses under which this node itself, and not a pod on it, may be reached from elsewhere. */
export const ownAddresses = (links: readonly Link[]): readonly Address[] =>
  links
    .filter((link) => !isPodDevice(link))
    .flatMap(({ addresses }) => addresses.flatMap((text) => parseCidr(text)?.address ?? []))
    .filter((address) => !isLinkLocal(address) && !isLoopback(address));
