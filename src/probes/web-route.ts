import { ProbeError } from '../domain/probe-error.ts';
import type { WebRequest } from '../domain/web.ts';

/** Somebody to connect to. */
export interface Endpoint {
  /** IPv6 addresses without brackets. */
  readonly host: string;
  readonly port: number;
  /** It speaks TLS. */
  readonly secure: boolean;
}

export interface WebProxy extends Endpoint {
  /** Its URL without credentials. */
  readonly name: string;
  /** The value of Proxy-Authorization. */
  readonly authorization?: string;
}

/** A request, taken apart. */
export interface WebRoute {
  readonly url: URL;
  readonly target: Endpoint;
  readonly proxy?: WebProxy;
  readonly authorization?: string;
}

/** Throws a ProbeError for what is no HTTP; its message holds nothing of a URL, which may be secret. */
export function routeOf({ url: text, proxy }: WebRequest): WebRoute {
  const url = httpUrl(text, 'the address');
  return {
    url,
    target: endpointOf(url),
    ...authorizationOf(url),
    ...(proxy !== undefined && { proxy: proxyOf(proxy) }),
  };
}

/** Without a scheme, as curl and Go have it, a proxy speaks plain HTTP. */
function proxyOf(text: string): WebProxy {
  const url = httpUrl(text.includes('://') ? text : `http://${text}`, 'the proxy');
  return { ...endpointOf(url), name: url.origin, ...authorizationOf(url) };
}

function httpUrl(text: string, what: string): URL {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new ProbeError('ToolFailed', `${what} is not an http or https URL`);
  return url;
}

function endpointOf({ hostname, port, protocol }: URL): Endpoint {
  const secure = protocol === 'https:';
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(port) || (secure ? 443 : 80), secure };
}

function authorizationOf({ username, password }: URL): { readonly authorization?: string } {
  if (username === '' && password === '') return {};
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` };
}

/** A percent sign that somebody forgot to encode stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
