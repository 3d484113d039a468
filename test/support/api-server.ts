import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import type { Test } from 'tap';
import { createAccess } from '../../src/clients/kubernetes-access.ts';
import type { Clock } from '../../src/domain/clock.ts';
import { fakeFiles } from './fake-probes.ts';
import { tlsFixture } from './web-servers.ts';

/** A file of test/fixtures/kubernetes. */
export const kubernetesFixture = (name: string): string =>
  readFileSync(new URL(`../fixtures/kubernetes/${name}`, import.meta.url), 'utf8');

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const refusals: Readonly<Record<string, Reply>> = JSON.parse(
  kubernetesFixture('refusals.v1.36.2.json'),
);

/** What a real API server answered. */
export function refusal(name: string): Reply {
  const reply = refusals[name];
  if (reply === undefined) throw new Error(`no refusal was recorded as ${name}`);
  return reply;
}

export const ok = (body: unknown): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** A request that has come in. */
export interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** Who is named in the certificate that was shown; undefined when none was. */
  readonly certificate: string | undefined;
  /** The serial number of that certificate. */
  readonly serial: string | undefined;
  readonly socket: Socket;
}

export interface ApiServer {
  readonly url: string;
  readonly seen: readonly Seen[];
}

/** What the server does with a request: a reply, or nothing at all. */
export type Answering = (seen: Seen) => Reply | undefined | Promise<Reply | undefined>;

/** An API server on loopback that is signed by test/fixtures/tls/ca.pem and asks for certificates. */
export const apiServer = (t: Test, answer: Answering, certificate = 'good.pem') =>
  listen(t, answer, (listener) =>
    createServer(
      {
        key: tlsFixture('server.key'),
        cert: tlsFixture(certificate),
        requestCert: true,
        rejectUnauthorized: false,
      },
      listener,
    ),
  );

/** The same without TLS, as in Magnum's clusters that have it disabled. */
export const plainApiServer = (t: Test, answer: Answering) => listen(t, answer, createPlainServer);

async function listen(
  t: Test,
  answer: Answering,
  create: (listener: RequestListener) => Server,
): Promise<ApiServer> {
  const seen: Seen[] = [];
  const server = create(async (request, response) => {
    const { method, url: path, headers, socket } = request;
    const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    const entry = {
      method,
      path,
      headers,
      body: await text(request),
      certificate: shown?.subject,
      serial: shown?.serialNumber,
      socket,
    };
    seen.push(entry);
    const reply = await answer(entry);
    if (reply !== undefined) response.writeHead(reply.status, reply.headers).end(reply.body);
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  t.teardown(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const scheme = create === createPlainServer ? 'http' : 'https';
  return { url: `${scheme}://127.0.0.1:${address.port}`, seen };
}

/** A clock that stands still until it is told otherwise. */
export function manualClock(): Clock & { ms: number } {
  return {
    ms: 0,
    now() {
      return Date.parse('2026-11-21T08:00:00Z') + this.ms;
    },
    elapsed() {
      return this.ms;
    },
  };
}

export const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** The files of a pod's service account. */
export const serviceAccount = (token = 'tok-1') => ({
  [`${serviceAccountFolder}/token`]: token,
  [`${serviceAccountFolder}/ca.crt`]: tlsFixture('ca.pem'),
});

/** A kubeconfig as Magnum writes it: everything in files, beside the cluster's address. */
export const magnumKubeconfig = (server: string): string =>
  `apiVersion: v1
clusters:
- cluster:
    certificate-authority: /etc/kubernetes/certs/ca.crt
    server: ${server}
  name: 9f5d1c12-5f8b-4b0c-9c7f-0d1a35c6f7a1
contexts:
- context:
    cluster: 9f5d1c12-5f8b-4b0c-9c7f-0d1a35c6f7a1
    user: default
  name: default
current-context: default
kind: Config
preferences: {}
users:
- name: default
  user:
    as-user-extra: {}
    client-certificate: /etc/kubernetes/certs/kubelet.crt
    client-key: /etc/kubernetes/certs/kubelet.key
`;

/** The files of a Magnum node whose kubelet asks this server. */
export const magnumNode = (server: string) => ({
  '/etc/kubernetes/kubelet-config.yaml': magnumKubeconfig(server),
  '/etc/kubernetes/certs/ca.crt': tlsFixture('ca.pem'),
  '/etc/kubernetes/certs/kubelet.crt': kubernetesFixture('kubelet.pem'),
  '/etc/kubernetes/certs/kubelet.key': kubernetesFixture('kubelet.pem'),
});

type Files = Parameters<typeof fakeFiles>[0];

/** Where access is looked for: these files, and nothing else said. */
export const accessOptions = ({ own = {}, host = {} }: { own?: Files; host?: Files }) => ({
  kubeconfig: '',
  server: '',
  environment: {},
  readFile: fakeFiles(own),
  readHostFile: fakeFiles(host),
  runPlugin: async () => {
    throw new Error('no program was expected');
  },
  clock: manualClock(),
});

/** The access of a pod whose kubelet asks this server. */
export const podAccess = (server: string) =>
  createAccess(accessOptions({ own: serviceAccount(), host: magnumNode(server) }));
