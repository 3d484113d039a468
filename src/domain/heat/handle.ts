import { type Secret, secret } from '../secret.ts';
import { parseCurl } from './curl-command.ts';

/** How the four fields of a signal are called: status, or Status. */
export type SignalKeys = 'lower-case' | 'capitalised';

interface Transport {
  /** The server's certificate is not checked. */
  readonly insecure: boolean;
  /** A file on the node with the authorities to trust. */
  readonly caFile?: string;
}

/** A handle with TOKEN_SIGNAL: POST with a token of Keystone's. */
export interface TokenHandle extends Transport {
  readonly kind: 'token';
  readonly url: Secret;
  readonly token: Secret;
}

/** A URL that is signed for PUT. */
export interface SignedHandle extends Transport {
  readonly kind: 'signed';
  readonly url: Secret;
  /** Which kind of handle it belongs to does not show: what is refused with 500 is tried in the other form. */
  readonly keys: readonly [SignalKeys, ...SignalKeys[]];
}

/** Where, and with which credential, Heat waits for this node's signal. */
export type Handle = TokenHandle | SignedHandle;

export type ParsedHandle =
  | { readonly kind: 'none' }
  /** The problem holds nothing secret. */
  | { readonly kind: 'unusable'; readonly problem: string }
  | { readonly kind: 'usable'; readonly handle: Handle };

export const noHandle: ParsedHandle = { kind: 'none' };

export const unusable = (problem: string): ParsedHandle => ({ kind: 'unusable', problem });

const verified: Transport = { insecure: false };

/** WAIT_CURL of heat-params, or any text of the attribute curl_cli. */
export function handleOfCurl(text: string): ParsedHandle {
  if (text.trim() === '') return noHandle;
  const command = parseCurl(text);
  if ('problem' in command) return unusable(command.problem);
  const { url, method, headers, insecure, caFile } = command;
  const transport = { insecure, ...(caFile !== undefined && { caFile }) };
  const token = headers.get('x-auth-token');
  if (method === 'PUT') return handleOfUrl(url, ['capitalised', 'lower-case'], transport);
  if (method !== 'POST') return unusable('its method is neither POST nor PUT');
  if (token === undefined) return unusable('it has no header X-Auth-Token');
  return handleOfToken(url, token, transport);
}

/** The attributes endpoint and token. */
export function handleOfToken(
  url: string,
  token: string,
  transport: Transport = verified,
): ParsedHandle {
  if (url === '' && token === '') return noHandle;
  const problem = problemOfUrl(url) ?? problemOfEndpoint(url) ?? problemOfToken(token);
  if (problem !== undefined) return unusable(problem);
  return {
    kind: 'usable',
    handle: { kind: 'token', url: secret(url), token: secret(token), ...transport },
  };
}

/** A signed URL, or the attribute signal of a handle with CFN_SIGNAL: JSON with an alarm_url. */
export function handleOfSigned(given: string): ParsedHandle {
  const text = given.trim();
  if (text === '') return noHandle;
  if (/^https?:/i.test(text)) return handleOfUrl(text, ['capitalised', 'lower-case'], verified);
  const signal = parseObject(text);
  if (signal === undefined) return unusable('it is neither a URL nor a JSON object');
  const { alarm_url: url, user_id: user } = signal;
  if (typeof url !== 'string')
    return unusable('it has no alarm_url: of the transports, CFN_SIGNAL has one');
  if (user !== undefined) return unusable('HEAT_SIGNAL is not supported');
  return handleOfUrl(url, ['lower-case'], verified);
}

function handleOfUrl(url: string, keys: SignedHandle['keys'], transport: Transport): ParsedHandle {
  const problem = problemOfUrl(url) ?? problemOfSigned(url);
  if (problem !== undefined) return unusable(problem);
  return { kind: 'usable', handle: { kind: 'signed', url: secret(url), keys, ...transport } };
}

// The URL is sent as it is, byte for byte: what would have to be encoded first was not signed.
const problemOfUrl = (url: string): string | undefined =>
  /^https?:\/\/[^/?#@]+\/[\x21-\x22\x24-\x7e]*$/i.test(url) && URL.canParse(url)
    ? undefined
    : 'its address is not an http or https URL without credentials in it';

const problemOfEndpoint = (url: string): string | undefined =>
  /\/signal$/.test(url)
    ? undefined
    : "its address does not end in /signal, as a wait condition's handle does";

const problemOfToken = (token: string): string | undefined =>
  /^[\x21-\x7e]{1,16384}$/.test(token) ? undefined : 'its token is empty or has odd characters';

function problemOfSigned(url: string): string | undefined {
  const { searchParams, pathname } = new URL(url);
  if (searchParams.has('temp_url_sig')) return 'TEMP_URL_SIGNAL is not supported';
  if (!searchParams.has('Signature')) return 'its address is not signed';
  return pathname.includes('/waitcondition/')
    ? undefined
    : 'its address is signed for something else than a wait condition';
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
