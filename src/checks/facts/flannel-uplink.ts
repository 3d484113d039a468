import { formatAddress, parseAddress } from '../../domain/ip-address.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import type { Link, Process } from '../../domain/probes.ts';
import { flagValues } from '../../domain/process-flags.ts';

/**
 * Names or addresses that flanneld was told to send through, of which it takes the first that it
 * finds; empty when it chooses by itself.
 */
export function chosenUplinks(
  node: NodeSettings,
  flanneld: Process | undefined,
): readonly string[] {
  if (node.flannelIface !== '') return [node.flannelIface];
  const flags = flagValues(flanneld?.args ?? [], 'iface');
  const variable = flanneld?.environment['FLANNELD_IFACE'] ?? '';
  return flags.length > 0 ? flags : [variable].filter((iface) => iface !== '');
}

/**
 * Whether a vxlan device, which alone shows its uplink, sends through something else than was
 * chosen. An address stands for the device that holds it: in a dual-stack cluster both vxlan
 * devices belong to one chosen address. What cannot be seen is no contradiction.
 */
export function sendsElsewhere(
  { vxlan }: Link,
  chosen: readonly string[],
  links: readonly Link[],
): boolean {
  const uplink = links.find(({ name }) => name === vxlan?.link);
  if (uplink === undefined || chosen.length === 0) return false;
  const addresses = uplink.addresses.map((text) => text.replace(/\/.*$/, ''));
  const names = [uplink.name, vxlan?.local ?? '', ...addresses].map(canonical);
  return !chosen.some((iface) => names.includes(canonical(iface)));
}

/** IPv6 may be written in more than one way. */
const canonical = (text: string): string => {
  const address = parseAddress(text);
  return address === undefined ? text : formatAddress(address);
};
