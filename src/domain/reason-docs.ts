import type { ReasonDoc } from './reason.ts';

/** A contradiction in configuration: it does not heal by itself, so it is told at once. */
export const contradiction = {
  scope: 'node',
  confirmAfterMs: 2_000,
} as const satisfies Partial<ReasonDoc>;

/** What may come back by itself: a daemon that restarts, rules that are rebuilt. */
export const recoverable = {
  scope: 'node',
  confirmAfterMs: 60_000,
} as const satisfies Partial<ReasonDoc>;

/** A path or server beyond this node. */
export const beyondNode = {
  scope: 'external',
  confirmAfterMs: 60_000,
} as const satisfies Partial<ReasonDoc>;
