import { type Address, contains, parseCidr } from './ip-address.ts';
import type { Route } from './probes.ts';

/** The route of the main table that a packet takes: the longest prefix, then the lowest metric. */
export function routeTo(routes: readonly Route[], address: Address): Route | undefined {
  const [best] = routes
    .flatMap((route) => {
      const destination = parseCidr(route.destination);
      return destination !== undefined && contains(destination, address)
        ? [{ route, prefix: destination.prefix }]
        : [];
    })
    .toSorted((a, b) => b.prefix - a.prefix || a.route.metric - b.route.metric);
  return best?.route;
}
