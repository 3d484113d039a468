import type { Duplex } from 'node:stream';
import type { RunTool } from '../clients/command.ts';
import { errorText } from '../domain/error-code.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { Probes } from '../domain/probes.ts';
import type { WebAnswer } from '../domain/web.ts';
import { certificateOf } from './certificate.ts';
import { hostAddresses } from './host-addresses.ts';
import { connectTcp, startTls } from './web-connection.ts';
import { bodyOf, get, headersOf, openTunnel } from './web-exchange.ts';
import { routeOf, type WebProxy, type WebRoute } from './web-route.ts';
import { createTrust } from './web-trust.ts';
import { type Limits, noAnswer, within } from './within.ts';

export interface WebSource {
  readonly run: RunTool;
  readonly hostRoot: string;
  readonly limits: Limits;
}

/** One request under way. */
interface Attempt extends WebRoute {
  readonly caFile: string | undefined;
  /** What it means that the present step fails. */
  failed: (detail: string) => WebAnswer;
}

interface Tools extends Pick<WebSource, 'run'> {
  readonly trust: ReturnType<typeof createTrust>;
  /** Every connection ends with it. */
  readonly done: AbortSignal;
}

/** The probe for one round, which reads only once whom the node trusts. */
export function createWeb({ run, hostRoot, limits }: WebSource): Probes['web'] {
  const trust = createTrust(hostRoot);
  return async ({ caFile, ...request }) => {
    const attempt: Attempt = { ...routeOf(request), caFile, failed: broken };
    const answer = await within<WebAnswer | undefined>({ ...limits, late: undefined }, (done) =>
      settle(attempt, { run, trust, done }),
    );
    return answer ?? attempt.failed(noAnswer(limits).detail);
  };
}

async function settle(attempt: Attempt, tools: Tools): Promise<WebAnswer> {
  try {
    const connection = await reach(attempt, tools);
    return attempt.target.secure
      ? await askSecurely(attempt, connection, tools)
      : await ask(attempt, connection);
  } catch (error) {
    if (error instanceof ProbeError) throw error;
    return attempt.failed(errorText(error));
  }
}

/** A connection to the target, or to the proxy before it. */
async function reach(attempt: Attempt, tools: Tools): Promise<Duplex> {
  const { target, proxy } = attempt;
  const next = proxy ?? target;
  const unreachable = (detail: string): WebAnswer => ({
    kind: 'unreachable',
    detail,
    ...(proxy && { via: proxy.name }),
  });
  attempt.failed = (detail) =>
    proxy === undefined
      ? { kind: 'unresolved', host: target.host, detail }
      : unreachable(`${proxy.host}: ${detail}`);
  const addresses = await hostAddresses(tools.run, next.host);
  if (addresses.length === 0) throw new Error('the name is not known');
  attempt.failed = unreachable;
  const connection = await connectTcp(next, addresses, tools.done);
  if (proxy?.secure !== true) return connection;
  const secured = await shakeHands(attempt, { host: proxy.host, connection }, tools);
  if (secured.authorized) return secured;
  throw new Error(`its certificate is not accepted: ${String(secured.authorizationError)}`);
}

async function askSecurely(attempt: Attempt, connection: Duplex, tools: Tools): Promise<WebAnswer> {
  const { target, proxy } = attempt;
  if (proxy !== undefined) {
    const status = await tunnel(attempt, proxy, connection);
    if (status < 200 || status > 299) return { kind: 'proxyRefused', status, via: proxy.name };
  }
  attempt.failed = (detail) => broken(`TLS: ${detail}`);
  const secured = await shakeHands(attempt, { host: target.host, connection }, tools);
  const shown = certificateOf(secured.getPeerX509Certificate());
  if (secured.authorized) return { ...(await ask(attempt, secured)), ...shown };
  return { kind: 'tls', code: String(secured.authorizationError), at: Date.now(), ...shown };
}

/** A proxy that waits for a silent target is as silent as one that hangs: so neither is blamed. */
function tunnel(attempt: Attempt, proxy: WebProxy, connection: Duplex): Promise<number> {
  attempt.failed = (detail) => ({
    kind: 'unreachable',
    detail: `the proxy ${proxy.name} opened no tunnel: ${detail}`,
  });
  return openTunnel(connection, proxy, attempt.target);
}

async function shakeHands(
  { caFile }: Attempt,
  { host, connection }: { readonly host: string; readonly connection: Duplex },
  { trust, done }: Tools,
) {
  return startTls(connection, { host, context: await trust(caFile) }, done);
}

async function ask(attempt: Attempt, connection: Duplex): Promise<WebAnswer> {
  attempt.failed = broken;
  const { proxy } = attempt;
  const message = await get(connection, attempt);
  const status = Number(message.statusCode);
  // Only a proxy asks for this, and of a request that it passes on it does so in its own name.
  if (status === 407 && proxy !== undefined)
    return { kind: 'proxyRefused', status, via: proxy.name };
  attempt.failed = (detail) => broken(`status ${status} without the whole body: ${detail}`);
  const body = await bodyOf(message);
  return { kind: 'response', status, headers: headersOf(message), body, at: Date.now() };
}

const broken = (detail: string): WebAnswer => ({ kind: 'broken', detail });
