import { isDeepStrictEqual } from 'node:util';
import type { Dispatcher } from 'undici';
import { saysLost } from './kubernetes/answer.ts';
import { connectionOver, exchange, type Route } from './kubernetes/connection.ts';
import type { ApiAnswer, ApiRequest, KubernetesClient } from './kubernetes.ts';
import type { AccessSource, FoundAccess } from './kubernetes-access.ts';

export interface ClientOptions {
  readonly access: AccessSource;
  /** For one answer; more than the 15 s for which a busy API server may queue a request. */
  readonly deadlineMs?: number;
}

interface Open {
  readonly route: Route;
  readonly dispatcher: Promise<Dispatcher>;
}

/** Credentials that rotate are taken up as they do; without any each request is `unreachable`. */
export function createKubernetesClient({
  access,
  deadlineMs = 20_000,
}: ClientOptions): KubernetesClient {
  let open: Open | undefined;
  let server = '';
  let isElsewhere = false;
  let isDoubtful = false;
  let isClosed = false;

  const connectionFor = (route: Route): Promise<Dispatcher> => {
    if (open !== undefined && isDeepStrictEqual(open.route, route)) return open.dispatcher;
    // What is under way on the old one may end in peace.
    void open?.dispatcher.then((old) => old.close());
    open = { route, dispatcher: connectionOver(route) };
    return open.dispatcher;
  };

  const ask = async (request: ApiRequest, found: FoundAccess): Promise<ApiAnswer> => {
    if (found.kind === 'none') return { kind: 'unreachable', detail: found.detail };
    if (isClosed) return { kind: 'unreachable', detail: 'the client is closed' };
    const { server: first, otherServer, headers, nodeName: _, ...route } = found.access;
    server = isElsewhere && otherServer !== undefined ? otherServer : first;
    const connection = await connectionFor(route);
    return exchange(connection, { server, request, headers, deadlineMs });
  };

  return {
    get server() {
      return server;
    },

    async request(request) {
      const found = await access.find({ afresh: isDoubtful });
      const answer = await ask(request, found);
      // It may have been moved, or its certificate renewed: the next request looks again.
      isDoubtful = answer.kind === 'unreachable';
      if (isDoubtful) isElsewhere = !isElsewhere;
      if (!saysLost(answer)) return answer;
      const renewed = await access.find({ afresh: true });
      return isDeepStrictEqual(renewed, found) ? answer : ask(request, renewed);
    },

    async close() {
      isClosed = true;
      const dispatcher = await open?.dispatcher;
      await dispatcher?.destroy();
    },
  };
}
