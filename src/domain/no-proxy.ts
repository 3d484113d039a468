import {
  contains,
  isLinkLocal,
  isLoopback,
  parseAddress,
  parseCidr,
  sameAddress,
} from './ip-address.ts';
import type { NodeSettings } from './node-settings.ts';

/** Where a request goes: a host, IPv6 without brackets, and a port. */
interface Destination {
  readonly host: string;
  readonly port: string;
}

/** The proxy through which this node asks a URL; undefined: none. */
export function proxyFor(
  url: URL,
  { httpsProxy, httpProxy, noProxy }: Pick<NodeSettings, 'httpsProxy' | 'httpProxy' | 'noProxy'>,
): string | undefined {
  const proxy = url.protocol === 'https:' ? httpsProxy : httpProxy;
  return proxy === '' || bypassesProxy(noProxy, url) ? undefined : proxy;
}

/**
 * Whether a request goes past the proxy, by the rules of Go, in which docker, containerd and the
 * kubelet are written: NO_PROXY lists names (subdomains included; with a leading dot they alone),
 * addresses and networks, each of the first two with a port or without, or * for everything.
 */
export function bypassesProxy(noProxy: string, url: URL): boolean {
  const destination = destinationOf(url);
  if (isHere(destination.host)) return true;
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => entry === '*' || matches(entry.toLowerCase(), destination));
}

/** This machine, or its own link: there no proxy can be asked for the metadata service. */
function isHere(host: string): boolean {
  const address = parseAddress(host);
  return address === undefined ? host === 'localhost' : isLoopback(address) || isLinkLocal(address);
}

function destinationOf({ hostname, port, protocol }: URL): Destination {
  const host = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  return { host, port: port || (protocol === 'https:' ? '443' : '80') };
}

function matches(entry: string, destination: Destination): boolean {
  const address = parseAddress(destination.host);
  const network = parseCidr(entry);
  if (network !== undefined) return address !== undefined && contains(network, address);
  const { host, port } = withoutPort(entry);
  if (port !== undefined && port !== destination.port) return false;
  const own = parseAddress(host);
  if (own !== undefined) return address !== undefined && sameAddress(own, address);
  return address === undefined && isWithin(destination.host, host.replace(/^\*(?=\.)/, ''));
}

/** A bare IPv6 address has colons, too, but no port. */
function withoutPort(entry: string): { readonly host: string; readonly port?: string } {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  const host = bracketed ?? plain ?? entry;
  return port === undefined ? { host } : { host, port };
}

const isWithin = (host: string, domain: string): boolean =>
  domain.startsWith('.') ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
