import type { Probes, Route } from '../../src/domain/probes.ts';
import { route } from '../support/facts.ts';
import { probesOf, vxlanNode } from '../support/fake-node.ts';

/** Those of a healthy node with this many peers; each answer is made anew, as a parser does. */
export const peeredProbes = (peers: number): Probes => ({
  ...probesOf(vxlanNode),
  routes: async () => [
    ...vxlanNode.routes,
    ...Array.from({ length: peers }, (_, n) => peerRoute(n)),
  ],
  forwardingEntries: async () => Array.from({ length: peers }, (_, n) => peerEntry(n)),
});

/** Past the node's own subnet, 10.100.54.0/24. */
function peerRoute(n: number): Route {
  const first = `10.100.${64 + Math.floor(n / 32)}.${(n % 32) * 8}`;
  return route(`${first}/29`, 'flannel.1', { gateway: first });
}

const peerEntry = (n: number) => ({
  mac: `56:d9:08:ed:${hex(n >> 8)}:${hex(n & 255)}`,
  destination: `10.1.${n >> 8}.${n & 255}`,
});

const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
