import { once } from 'node:events';
import type { IncomingMessage, RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { answerOf } from '../../src/clients/kubernetes/answer.ts';
import type { ApiRequest, KubernetesClient } from '../../src/clients/kubernetes.ts';
import { fixture } from './fixture.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * In place of the server's own answer. Lost: it obeys, but the answer does not arrive; broken: the
 * answer ends half-way; silent: there is none, for ever.
 */
export type Fault = Reply | 'away' | 'lost' | 'garbage' | 'broken' | 'silent';

export type Received = Required<Pick<ApiRequest, 'method' | 'path'>> & {
  readonly contentType: string | undefined;
  readonly body: unknown;
};

type Fields = Record<string, unknown>;

export interface FakeApiServer {
  /** Asks it without a network. */
  readonly client: KubernetesClient;
  /** Answers over HTTP. */
  readonly listener: RequestListener;
  readonly received: Received[];
  /** What happens to a request instead. */
  fault: (request: Received) => Fault | undefined;
  /** Undefined while it is not registered. */
  node: Fields | undefined;
  /** Of the node, by type. */
  conditions(): Readonly<Record<string, Fields>>;
  /** By name. */
  readonly events: Map<string, Fields>;
}

const refusals: Readonly<Record<string, Reply>> = {
  ...JSON.parse(fixture('kubernetes/refusals.v1.36.2.json')),
  ...JSON.parse(fixture('kubernetes/refused-writes.v1.36.2.json')),
};

/** A refusal that a real server gave. */
export function refusal(name: string): Reply {
  const found = refusals[name];
  if (found === undefined) throw new Error(`no refusal is recorded as ${name}`);
  return found;
}

export const recordedNode = (): Fields => JSON.parse(fixture('kubernetes/node.v1.36.2.json'));

const strategicMerge = 'application/strategic-merge-patch+json';

/** Keeps the node x and Events as a real server does; its refusals are recorded ones. */
export function fakeApiServer(): FakeApiServer {
  const server: FakeApiServer = {
    received: [],
    events: new Map(),
    fault: () => undefined,
    node: recordedNode(),
    conditions: () =>
      Object.fromEntries(conditionsOf(server.node ?? {}).map((one) => [String(one['type']), one])),

    client: {
      server: 'https://kubernetes.example',
      close: async () => {},
      async request({ method, path, contentType, body, signal }) {
        const copy = body === undefined ? undefined : JSON.parse(JSON.stringify(body));
        const reply = handle(server, { method, path, contentType, body: copy });
        if (reply === 'silent' && signal?.aborted === false) await once(signal, 'abort');
        if (typeof reply !== 'string' && !signal?.aborted) return answerOf(reply);
        return { kind: 'unreachable', detail: 'connect ECONNREFUSED 10.0.0.1:6443' };
      },
    },

    async listener(request, response) {
      const reply = handle(server, await receivedFrom(request));
      if (reply === 'silent') return;
      if (reply === 'garbage') response.end('\0\0this is no answer of the API');
      else if (reply === 'broken') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 4_000 });
        response.write('{"kind":"Node"', () => request.socket.destroy());
      } else if (typeof reply === 'string') request.socket.destroy();
      else response.writeHead(reply.status, reply.headers).end(reply.body);
    },
  };
  return server;
}

async function receivedFrom(request: IncomingMessage): Promise<Received> {
  const body = await text(request);
  return {
    method: request.method as Received['method'],
    path: String(request.url),
    contentType: request.headers['content-type'],
    body: body === '' ? undefined : JSON.parse(body),
  };
}

function handle(server: FakeApiServer, request: Received): Fault {
  server.received.push(request);
  const fault = server.fault(request);
  if (fault !== undefined && fault !== 'lost') return fault;
  const reply = request.path.startsWith('/api/v1/namespaces/default/events')
    ? answerAboutEvents(server, request)
    : answerAboutNode(server, request);
  return fault ?? reply;
}

function answerAboutNode(server: FakeApiServer, { method, path, contentType, body }: Received) {
  const { node } = server;
  if (node === undefined || !/^\/api\/v1\/nodes\/x(\/status)?$/.test(path))
    return refusal('notFound');
  if (method === 'GET') return json(200, node);
  if (contentType !== strategicMerge) return refusal('unsupportedMediaType');
  const given = conditionsOf(body as Fields);
  if (given.some(({ type }) => type === undefined)) return refusal('mergeKeyMissing');
  if (!given.flatMap(timesIn).every((at) => time.test(String(at)))) return refusal('invalid');
  const conditions = given.reduce(merged, conditionsOf(node));
  server.node = { ...node, status: { ...(node['status'] as Fields), conditions } };
  return json(200, server.node);
}

function answerAboutEvents({ events }: FakeApiServer, { method, path, ...request }: Received) {
  const body = request.body as Fields;
  if (method === 'POST') {
    const { name } = body['metadata'] as { readonly name: string };
    if (events.has(name)) return refusal('alreadyExists');
    events.set(name, body);
    return json(201, body);
  }
  if (request.contentType !== strategicMerge) return refusal('unsupportedMediaType');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const event = events.get(name);
  if (event === undefined) return refusal('notFound');
  events.set(name, { ...event, ...body });
  return json(200, events.get(name));
}

const json = (status: number, value: unknown): Reply => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

const conditionsOf = (node: Fields): readonly Fields[] =>
  ((node['status'] as Fields | undefined)?.['conditions'] ?? []) as readonly Fields[];

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

const timesIn = ({ lastHeartbeatTime, lastTransitionTime }: Fields): readonly unknown[] =>
  [lastHeartbeatTime, lastTransitionTime].filter((at) => at !== undefined);

/** By type: a field that is left out keeps its value, and a new condition comes first. */
function merged(conditions: readonly Fields[], { $patch, ...given }: Fields): readonly Fields[] {
  const isIt = (one: Fields): boolean => one['type'] === given['type'];
  if ($patch === 'delete') return conditions.filter((one) => !isIt(one));
  return conditions.some(isIt)
    ? conditions.map((one) => (isIt(one) ? { ...one, ...given } : one))
    : [given, ...conditions];
}
