import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Test } from 'tap';
import { endpointOf, fernetToken, signedUrl } from './heat-handles.ts';
import { httpServer } from './local-server.ts';

/** TOKEN_SIGNAL, CFN_SIGNAL, or a handle of AWS. */
export type HandleKind = 'token' | 'cfn' | 'aws';

/** What Heat keeps of a signal. */
interface Entry {
  readonly status: unknown;
  readonly reason: unknown;
  readonly data: unknown;
}

export interface HeatRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers in the place of Heat; undefined: as Heat does. */
type Behaviour = ((response: ServerResponse) => unknown) | undefined;

export const answering =
  (status: number, headers: Readonly<Record<string, string>> = {}): Behaviour =>
  (response) =>
    response.writeHead(status, headers).end();

export interface FakeHeat {
  /** The endpoint, or the signed URL. */
  readonly url: string;
  readonly token: string;
  readonly requests: readonly HeatRequest[];
  readonly entries: ReadonlyMap<string, Entry>;
  /** As the wait condition's next poll would find it. */
  stack(count?: number): string;
  behave(behaviour: Behaviour): void;
  /** From now on every token and signature has ended. */
  expire(): void;
}

const mostBytes = 1_048_576;

/**
 * One handle of a Heat, which answers as a real one was recorded to (Heat 19.0.0): fake-heat.test.ts
 * has the table.
 */
export async function fakeHeat(
  t: Test,
  { kind = 'token', issuedAt = Date.now() }: { kind?: HandleKind; issuedAt?: number } = {},
): Promise<FakeHeat> {
  const requests: HeatRequest[] = [];
  const entries = new Map<string, Entry>();
  const token = fernetToken(issuedAt);
  let behaviour: Behaviour;
  let hasExpired = false;

  const port = await httpServer(t, async (request, response) => {
    const { method = '', url: path = '', headers } = request;
    const body = await textOf(request);
    requests.push({ method, url: path, headers, body });
    if (behaviour !== undefined) return behaviour(response);
    const asked = { method, path, headers, body, handle: new URL(url), token, entries, hasExpired };
    const status = kind === 'token' ? answerNative(asked) : answerSigned(asked, kind);
    response.writeHead(status, { 'content-type': 'application/json' });
    return response.end(status === 200 ? 'null' : '{"title":"no"}');
  });
  const origin = `http://127.0.0.1:${port}`;
  const url = kind === 'token' ? endpointOf(origin) : signedUrl(origin, issuedAt);

  return {
    url,
    token,
    requests,
    entries,
    behave: (next) => {
      behaviour = next;
    },
    expire: () => {
      hasExpired = true;
    },
    stack(count = 1) {
      const failed = [...entries.values()].filter(({ status }) => status !== 'SUCCESS');
      if (failed.length > 0)
        return `CREATE_FAILED ${failed.map(({ reason }) => String(reason)).join(';')}`;
      return entries.size >= count ? 'CREATE_COMPLETE' : 'CREATE_IN_PROGRESS';
    },
  };
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly handle: URL;
  readonly token: string;
  readonly entries: Map<string, Entry>;
  readonly hasExpired: boolean;
}

async function textOf(request: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const typeOf = ({ headers }: Asked): string => headers['content-type']?.split(';')[0] ?? '';

/** What Heat does not recognise as a body is none at all. */
const isRead = (asked: Asked): boolean =>
  Number(asked.headers['content-length'] ?? 0) > 0 &&
  ['', 'application/json', 'text/plain'].includes(typeOf(asked)) &&
  asked.body.startsWith('{');

function answerNative(asked: Asked): number {
  const { method, path, headers, body, handle, token, entries, hasExpired } = asked;
  if (hasExpired || headers['x-auth-token'] !== token) return 401;
  if (path !== handle.pathname) return 404;
  if (method !== 'POST') return 405;
  if (body.length > mostBytes) return 400;
  const fields = isRead(asked) ? fieldsOf(body) : {};
  if (fields === undefined) return 400;
  keep(fields, ['status', 'reason', 'data', 'id'], entries);
  return 200;
}

function answerSigned(asked: Asked, kind: HandleKind): number {
  const { method, path, headers, body, handle, entries, hasExpired } = asked;
  if (!path.includes('?')) return 400;
  const isSigned =
    path.replaceAll('%3A', ':') === `${handle.pathname}${handle.search}`.replaceAll('%3A', ':') &&
    headers.host === handle.host;
  const isForm = typeOf(asked) === 'application/x-www-form-urlencoded';
  if (hasExpired || method !== 'PUT' || !isSigned || isForm) return 403;
  if (!isRead(asked) || body.length > mostBytes) return 500;
  const fields = fieldsOf(body);
  const names =
    kind === 'aws' ? ['Status', 'Reason', 'Data', 'UniqueId'] : ['status', 'reason', 'data', 'id'];
  const isWhole = kind === 'cfn' || names.every((name) => fields !== undefined && name in fields);
  return fields !== undefined && isWhole && keep(fields, names, entries) ? 200 : 500;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(body: string): Fields | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** False when Heat drops the signal: for a field too many, or another status. */
function keep(
  fields: Fields,
  [statusName = '', reasonName = '', dataName = '', idName = '']: readonly string[],
  entries: Map<string, Entry>,
): boolean {
  const names = [statusName, reasonName, dataName, idName];
  const number = entries.size + 1;
  const {
    [statusName]: status = 'SUCCESS',
    [reasonName]: reason = `Signal ${number} received`,
    [dataName]: data = null,
    [idName]: id = number,
  } = fields;
  if (!Object.keys(fields).every((name) => names.includes(name))) return false;
  if (status !== 'SUCCESS' && status !== 'FAILURE') return false;
  entries.set(String(id), { status, reason, data });
  return true;
}
