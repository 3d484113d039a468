import { parseAddress } from './ip-address.ts';

/** As many as the C library asks (MAXNS); it passes over the rest, and over what is no address. */
const nameserversAtMost = 3;

/** The nameservers of resolv.conf in their order. */
export const nameserversOf = (text: string): readonly string[] =>
  text
    .split(/\r?\n/)
    .flatMap((line) => /^nameserver\s+(\S+)/.exec(line)?.[1] ?? [])
    .filter((server) => parseAddress(server) !== undefined)
    .slice(0, nameserversAtMost);
