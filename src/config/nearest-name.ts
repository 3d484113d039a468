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

/** Letters to insert, delete or replace to get from one to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let distances = Array.from({ length: to.length + 1 }, (_, index) => index);
  let distance = to.length;
  for (const [row, letter] of [...from].entries()) {
    let diagonal = row;
    let left = row + 1;
    distances = distances.map((above, column) => {
      if (column === 0) return left;
      left = Math.min(above + 1, left + 1, diagonal + (to[column - 1] === letter ? 0 : 1));
      diagonal = above;
      return left;
    });
    distance = left;
  }
  return distance;
}
