/** Letters to add, drop or change to get from one word to the other (Levenshtein). */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    let diagonal = index;
    let left = index + 1;
    row = row.map((above, column) => {
      if (column === 0) return left;
      left = Math.min(above + 1, left + 1, diagonal + (to[column - 1] === letter ? 0 : 1));
      diagonal = above;
      return left;
    });
  }
  return Math.max(...row.slice(-1));
}
