import { editDistance } from '../domain/edit-distance.ts';

/** How many letters may differ before a hint misleads. */
const farthest = 3;

/** "; did you mean …?" when a known name is close, else nothing. */
export function hintFor(name: string, known: readonly string[]): string {
  const limit = Math.min(farthest, Math.ceil(name.length / 3));
  const [nearest] = known
    .filter((each) => Math.abs(each.length - name.length) <= limit)
    .map((each) => ({ each, distance: editDistance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return nearest === undefined ? '' : `; did you mean ${nearest.each}?`;
}
