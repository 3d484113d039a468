import type { ReasonPage } from './reason-pages.ts';

const mostSuggestions = 5;

/** Reasons that a mistyped name may have meant, best first; the same name in another case alone. */
export function closestReasons(name: string, pages: readonly ReasonPage[]): readonly string[] {
  const typed = name.toLowerCase();
  const reasons = pages.map(({ reason }) => reason);
  const same = reasons.filter((reason) => reason.toLowerCase() === typed);
  if (same.length > 0 || typed === '') return same;
  return reasons
    .map((reason) => ({ reason, distance: distanceTo(typed, reason.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, typed.length / 3))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostSuggestions)
    .map(({ reason }) => reason);
}

/** A part of the name counts as one slip, so that `bridge` finds every reason about bridges. */
const distanceTo = (typed: string, reason: string): number =>
  typed.length > 2 && reason.includes(typed) ? 1 : editDistance(typed, reason);

/** Levenshtein's distance: how many letters to add, drop or change. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries()) {
      const [diagonal = 0, above = 0] = row.slice(column, column + 2);
      const left = next.at(-1) ?? 0;
      next.push(Math.min(diagonal + (letter === other ? 0 : 1), above + 1, left + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
