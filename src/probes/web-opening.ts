import type { Duplex } from 'node:stream';
import type { RunTool } from '../clients/command.ts';
import type { WebRequest } from '../domain/web.ts';
import { hostAddresses } from './host-addresses.ts';
import { connectTcp, startTls } from './web-connection.ts';
import { openTunnel, proxyHeaders } from './web-exchange.ts';
import { type Endpoint, routeOf, type WebProxy } from './web-route.ts';
import { createTrust } from './web-trust.ts';

export interface WebTarget extends WebRequest {
  /** The server's certificate is not checked; a proxy's is all the same. */
  readonly insecure: boolean;
}

/** A way to send one request. */
export interface WebOpening {
  readonly connection: Duplex;
  /** There when a proxy passes the request on: it bears these headers, and names the whole URL. */
  readonly passOn?: Readonly<Record<string, string>>;
}

export interface WebOpenerOptions {
  readonly run: (signal: AbortSignal) => RunTool;
  readonly hostRoot: string;
}

/** Opens a connection that ends with the signal. Rejects when it cannot; nothing was sent then. */
export const createWebOpener =
  ({ run, hostRoot }: WebOpenerOptions) =>
  async ({ insecure, caFile, ...request }: WebTarget, done: AbortSignal): Promise<WebOpening> => {
    const { target, proxy } = routeOf(request);
    const trust = createTrust(hostRoot);
    /** Puts TLS over the connection where the other side speaks it. */
    const secure = async (connection: Duplex, to: Endpoint, isTrusted: boolean) => {
      if (!to.secure) return connection;
      const secured = await startTls(
        connection,
        { host: to.host, context: await trust(caFile) },
        done,
      );
      if (isTrusted || secured.authorized) return secured;
      const problem = String(secured.authorizationError);
      throw new Error(`the certificate of ${to.host} is not accepted: ${problem}`);
    };
    const reach = async (next: Endpoint): Promise<Duplex> => {
      const addresses = await hostAddresses(run(done), next.host);
      if (addresses.length === 0) throw new Error(`the name ${next.host} is not known`);
      return connectTcp(next, addresses, done);
    };

    if (proxy === undefined)
      return { connection: await secure(await reach(target), target, insecure) };
    const connection = await secure(await reach(proxy), proxy, false);
    if (!target.secure) return { connection, passOn: proxyHeaders(proxy) };
    await tunnel(connection, proxy, target);
    return { connection: await secure(connection, target, insecure) };
  };

async function tunnel(connection: Duplex, proxy: WebProxy, target: Endpoint): Promise<void> {
  const status = await openTunnel(connection, proxy, target);
  if (status < 200 || status > 299)
    throw new Error(`the proxy ${proxy.name} opens no tunnel: it answers ${status}`);
}
