import { type Address, formatCidr, networkOf, parseCidr } from './ip-address.ts';
import type { Route } from './probes.ts';

/** The route of the main table that a packet takes: the longest prefix, then the lowest metric. */
export type RouteLookup = (address: Address) => Route | undefined;

/** Read once for all who ask: of a large cluster there are thousands of routes, and as many nodes to look up. */
export function routingTable(routes: readonly Route[]): RouteLookup {
  const best = new Map<string, Route>();
  const prefixes = new Set<number>();
  for (const route of routes) {
    const destination = parseCidr(route.destination);
    if (destination === undefined) continue;
    prefixes.add(destination.prefix);
    const network = formatCidr(networkOf(destination));
    const known = best.get(network);
    if (known === undefined || route.metric < known.metric) best.set(network, route);
  }
  const longestFirst = [...prefixes].toSorted((a, b) => b - a);
  return (address) => {
    for (const prefix of longestFirst) {
      const route = best.get(formatCidr(networkOf({ address, prefix })));
      if (route !== undefined) return route;
    }
    return undefined;
  };
}

export const routeTo = (routes: readonly Route[], address: Address): Route | undefined =>
  routingTable(routes)(address);
