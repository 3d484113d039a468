import { findingsOf, type Verdict } from '../../src/domain/verdict.ts';

/** The status and the reasons: `unhealthy BridgeDown BridgeMtuMismatch`. */
export const verdictLine = (verdict: Verdict): string =>
  [verdict.status, ...findingsOf(verdict).map(({ reason }) => reason)].join(' ');
