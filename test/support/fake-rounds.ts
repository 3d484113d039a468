import type { ConditionType } from '../../src/domain/check.ts';
import type { ReasonDoc } from '../../src/domain/reason.ts';
import type { Round } from '../../src/domain/report.ts';
import { healthy, unhealthy, type Verdict } from '../../src/domain/verdict.ts';

export const epoch = Date.UTC(2026, 10, 21);

/** A contradiction: it has to stand for 2 s. */
export const bridgeDocs: ReadonlyMap<string, ReasonDoc> = new Map([
  [
    'BridgeDown',
    {
      cause: '',
      confirm: '',
      remedy: '',
      reference: '',
      scope: 'node',
      confirmAfterMs: 2_000,
      causes: [],
    },
  ],
]);

export const broken = unhealthy({ reason: 'BridgeDown', message: 'cni0 is down' });
export const well: Verdict = healthy('cni0 is well');

/** A round of one check, that many milliseconds after the epoch. */
export const roundOf = (
  verdict: Verdict,
  elapsed: number,
  condition: ConditionType = 'FlannelProblem',
): Round => ({
  node: 'n1',
  startedAt: new Date(epoch + elapsed),
  durationMs: 1,
  results: [{ name: 'pod-bridge', condition, verdict, durationMs: 1 }],
});
