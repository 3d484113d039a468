import { type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorText } from '../../domain/error-code.ts';
import type { Handle, SignalKeys } from '../../domain/heat/handle.ts';
import { type Signal, signalBody } from './signal-body.ts';

/** A connection for one request; see probes/web-opening.ts, which opens it. */
export type OpenWeb = (
  target: {
    readonly url: string;
    readonly proxy?: string;
    readonly caFile?: string;
    readonly insecure: boolean;
  },
  done: AbortSignal,
) => Promise<{
  readonly connection: Duplex;
  readonly passOn?: Readonly<Record<string, string>>;
}>;

export type HeatAnswer =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** It is a page for people, which Heat never shows. */
      readonly isPage: boolean;
      readonly retryAfterMs?: number;
    }
  /** Nothing was sent. */
  | { readonly kind: 'unreached'; readonly problem: string }
  /** It was sent, or a part of it, and no answer came. */
  | { readonly kind: 'broken'; readonly problem: string };

export interface SendOptions {
  readonly open: OpenWeb;
  readonly proxy: string | undefined;
  readonly caFile: string | undefined;
  readonly insecure: boolean;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called between connecting and sending, and waited for. */
  beforeSending(): Promise<unknown>;
}

interface Message {
  readonly signal: Signal;
  readonly keys: SignalKeys;
}

/** Sends one signal once. Never rejects; follows nothing. */
export async function sendSignal(
  handle: Handle,
  message: Message,
  options: SendOptions,
): Promise<HeatAnswer> {
  const over = new AbortController();
  const end = () => over.abort();
  const timer = setTimeout(end, options.timeoutMs);
  options.signal.addEventListener('abort', end, { once: true });
  if (options.signal.aborted) end();
  try {
    return await attempt(handle, message, { ...options, signal: over.signal });
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', end);
    end();
  }
}

async function attempt(
  handle: Handle,
  { signal, keys }: Message,
  options: SendOptions,
): Promise<HeatAnswer> {
  const { open, beforeSending, signal: over } = options;
  let kind: 'unreached' | 'broken' = 'unreached';
  try {
    over.throwIfAborted();
    const opened = await open(targetOf(handle, options), over);
    await beforeSending();
    kind = 'broken';
    return answerOf(await exchange(handle, { ...opened, body: signalBody(signal, keys) }));
  } catch (error) {
    return { kind, problem: over.aborted ? 'no answer came in time' : errorText(error) };
  }
}

const targetOf = (
  handle: Handle,
  { proxy, insecure, caFile = handle.caFile }: SendOptions,
): Parameters<OpenWeb>[0] => ({
  url: handle.url.reveal(),
  insecure: insecure || handle.insecure,
  ...(proxy !== undefined && { proxy }),
  ...(caFile !== undefined && { caFile }),
});

interface Exchange extends Awaited<ReturnType<OpenWeb>> {
  readonly body: string;
}

/** A signed URL is good byte for byte, its host as well: so nothing here takes it apart and puts it together. */
function exchange(
  handle: Handle,
  { connection, passOn, body }: Exchange,
): Promise<IncomingMessage> {
  const url = handle.url.reveal();
  const address = url.slice(url.indexOf('://') + '://'.length);
  const slash = address.indexOf('/');
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request({
    createConnection: () => connection,
    method: handle.kind === 'token' ? 'POST' : 'PUT',
    path: passOn === undefined ? address.slice(slash) : url,
    headers: {
      host: address.slice(0, slash),
      'user-agent': 'node-check',
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...(handle.kind === 'token' && { 'x-auth-token': handle.token.reveal() }),
      ...passOn,
    },
  })
    .on('error', reject)
    .once('response', resolve)
    .end(body);
  return promise;
}

function answerOf({ statusCode, headers }: IncomingMessage): HeatAnswer {
  const seconds = Number(headers['retry-after']);
  return {
    kind: 'answer',
    status: Number(statusCode),
    isPage: headers['content-type']?.startsWith('text/html') === true,
    ...(seconds > 0 && { retryAfterMs: seconds * 1_000 }),
  };
}
