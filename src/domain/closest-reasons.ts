import { editDistance } from './edit-distance.ts';
import type { ReasonPage } from './reason-pages.ts';

const mostSuggestions = 5;

/** Reasons that a mistyped name may have meant, best first; the same name in another case alone. */
export function closestReasons(name: string, pages: readonly ReasonPage[]): readonly string[] {
  const typed = name.toLowerCase();
  const reasons = pages.map(({ reason }) => reason);
  const same = reasons.filter((reason) => reason.toLowerCase() === typed);
  if (same.length > 0) return same;
  return reasons
    .map((reason) => ({ reason, distance: distanceTo(typed, reason.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.max(2, typed.length / 4))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, mostSuggestions)
    .map(({ reason }) => reason);
}

/** A part of the name counts as one slip, so that `bridge` finds every reason about bridges. */
const distanceTo = (typed: string, reason: string): number =>
  typed.length > 2 && reason.includes(typed) ? 1 : editDistance(typed, reason);
