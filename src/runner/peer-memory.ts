import { keptPeerRoutes } from '../domain/kept-peer-routes.ts';
import { type PeerRoutes, rememberedRoutes } from '../domain/peer-routes.ts';
import type { Probes } from '../domain/probes.ts';
import type { StateStore } from '../domain/state-store.ts';

/** What the rounds of this process, and of earlier ones, saw of the routes to peers. */
export interface PeerMemory {
  /** The probes of a round, which then know it. */
  remember(probes: Probes): Probes;
}

export function createPeerMemory({ store }: { readonly store: StateStore }): PeerMemory {
  let known: PeerRoutes | undefined;
  let last: PeerRoutes | undefined;

  const formerPeers = async (seen: PeerRoutes): Promise<PeerRoutes | undefined> => {
    if (last === undefined) known = await store.load(keptPeerRoutes);
    const former = known;
    known = rememberedRoutes(former, { last, seen });
    last = seen;
    // Not waited for: a disk that hangs must not cost the round its verdict.
    if (JSON.stringify(known) !== JSON.stringify(former)) void store.save(keptPeerRoutes, known);
    return former;
  };

  return { remember: (probes) => ({ ...probes, formerPeers }) };
}
