import { isIP } from 'node:net';

/** Where a server listens. */
export interface ListenAddress {
  /** An IP address. */
  readonly host: string;
  readonly port: number;
}

/** An address, in brackets if it is one of IPv6, and a port; undefined when the text is not that. */
export function parseListenAddress(text: string): ListenAddress | undefined {
  const [, bracketed, plain = '', digits] = form.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  return isIP(host) !== 0 && port >= 1 && port <= 65_535 ? { host, port } : undefined;
}

// A manifest can put brackets around an address of either family.
const form = /^(?:\[([\da-f.:]+)\]|([\d.]+)):(\d{1,5})$/i;
