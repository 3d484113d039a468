/** A forwarding entry of a vxlan device: packets to `mac` go to the node at `destination`. */
export interface ForwardingEntry {
  readonly mac: string;
  readonly destination: string;
}

/** A flannel device that is up. */
export interface PeerDevice {
  readonly name: string;
  readonly index: number;
  /** How many routes to peers' subnets lead over it. */
  readonly routes: number;
}

/** What a round sees of the routes to peers. */
export interface PeerRoutes {
  /**
   * When subnet.env was written, in milliseconds since the epoch. flanneld writes it each time it
   * starts, and then gives every peer its route: what was there before says nothing any more.
   */
  readonly writtenAt: number;
  readonly devices: readonly PeerDevice[];
}

/**
 * The devices, as they were, that were made anew under a running flanneld and have no routes now.
 * Peers that leave take their routes from a device that stays.
 */
export const lostDevices = (
  former: PeerRoutes | undefined,
  seen: PeerRoutes,
): readonly PeerDevice[] =>
  former?.writtenAt === seen.writtenAt
    ? former.devices.filter((before) => seen.devices.some((now) => isLost(before, now)))
    : [];

const isLost = (before: PeerDevice, now: PeerDevice): boolean =>
  now.name === before.name && now.index !== before.index && now.routes === 0;

/** A round, and the one before it in this process. */
export interface TwoRounds {
  readonly last: PeerRoutes | undefined;
  readonly seen: PeerRoutes;
}

/**
 * What is known after a round: the devices with routes, and those that lost theirs. One that is down
 * or away stays known as it was. Links and routes are two answers, between which a device may go: only
 * what two rounds saw alike counts.
 */
export function rememberedRoutes(
  former: PeerRoutes | undefined,
  { last, seen }: TwoRounds,
): PeerRoutes {
  const known = former?.writtenAt === seen.writtenAt ? former.devices : [];
  const settled = seen.devices.filter((now) =>
    last?.devices.some((before) => isAlike(before, now)),
  );
  const kept = known.filter((before) =>
    settled.every((now) => now.name !== before.name || isLost(before, now)),
  );
  return {
    writtenAt: seen.writtenAt,
    devices: [...kept, ...settled.filter(({ routes }) => routes > 0)],
  };
}

const isAlike = (before: PeerDevice, now: PeerDevice): boolean =>
  before.name === now.name && before.index === now.index && before.routes > 0 === now.routes > 0;
