import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import type { Test } from 'tap';
import { type FakeApiServer, fakeApiServer } from './fake-api-server.ts';

export interface ClusterNode {
  readonly api: FakeApiServer;
  /** By option key: one check that is healthy everywhere, and the way to the API server. */
  readonly flags: Readonly<Record<string, string>>;
  readonly stateDir: string;
}

/** A node x that is registered at an API server on loopback, over HTTP. */
export async function clusterNode(t: Test): Promise<ClusterNode> {
  const api = fakeApiServer();
  const server = createServer(api.listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const root = t.testdir({
    kubeconfig: `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: 'http://127.0.0.1:${port}'}}]
users: [{name: u, user: {}}]
contexts: [{name: c, context: {cluster: c, user: u}}]
current-context: c
`,
    host: {},
  });
  const stateDir = join(root, 'state');
  return {
    api,
    stateDir,
    flags: {
      checks: 'node-limits',
      'host-root': join(root, 'host'),
      'node-name': 'x',
      'state-dir': stateDir,
      report: 'kubernetes',
      'kubernetes.kubeconfig': join(root, 'kubeconfig'),
      'log-level': 'info',
      'http.listen': '',
    },
  };
}
