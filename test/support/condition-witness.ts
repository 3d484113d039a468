import type { StandingCondition } from '../../src/domain/standing.ts';
import { minutes, toldOf, type WatchedNode } from './watched-node.ts';

export type Told = StandingCondition | undefined;

interface Sighting {
  readonly status: string;
  readonly reason: string;
  readonly elapsed: number;
  readonly now: number;
}

const pauseReasons: readonly string[] = ['AgentStopped', 'CheckStalled'];

/** The 2 s of a contradiction, or the minute of all else. */
const confirmMs = (reason = ''): number => (reason.startsWith('Bridge') ? 2_000 : minutes(1));

/** Judges what is told by what was shown alone, and by none of the code's own memory. */
export function createWitness(node: WatchedNode) {
  const faults: string[] = [];
  const accuse = (isWrong: boolean, what: string): void => {
    if (isWrong) faults.push(`${what} at ${node.elapsed()} ms`);
  };
  let bootedAt = 0;
  let hasStarted = false;
  let beforePause: Told;
  let all: readonly Sighting[] = [];
  /** Those of one status on end, seen by one process. */
  let run: readonly Sighting[] = [];

  const isStarting = (): boolean => !hasStarted && node.elapsed() - bootedAt < minutes(10);

  /** Two rounds at least, for as long as the quickest of their reasons asks for. */
  const isConfirmed = (before: Told): boolean => {
    const lasted = (run.at(-1)?.elapsed ?? 0) - (run[0]?.elapsed ?? 0);
    const waits = run.map(({ status, reason }) =>
      confirmMs(status === 'False' ? before?.reason : reason),
    );
    return run.length > 1 && lasted >= Math.min(...waits);
  };

  const isRestored = (before: Told, after: Told): boolean =>
    pauseReasons.includes(before?.reason ?? '') && beforePause?.status === after?.status;

  const judgeChange = (before: Told, after: Told): void => {
    const status = after?.status ?? 'NotApplicable';
    const isFirstHealth = before === undefined && status === 'False';
    const isRight = isFirstHealth || isRestored(before, after) || isConfirmed(before);
    accuse(run.at(-1)?.status !== status, `${status} was not shown`);
    accuse(!isRight, `${status} was not confirmed`);
    const isQuiet = after === undefined || before?.reason === 'AgentStopped';
    const listed = node.standing().transitions.at(-1)?.at;
    accuse(!isQuiet && listed !== after.transitionAt, `${status} is not listed`);
  };

  const isEvidence = ({ status, evidenceAt }: StandingCondition): boolean =>
    all.some((seen) => seen.status === status && seen.now === evidenceAt);

  return {
    faults,
    sees(status: string, reason: string): void {
      const shown = status === 'True' && isStarting() ? 'Unknown' : status;
      const seen = { status: shown, reason, elapsed: node.elapsed(), now: node.now() };
      all = [...all, seen];
      run = [...run.filter((each) => each.status === shown), seen];
    },
    judges(before: Told): void {
      const after = toldOf(node);
      const status = after?.status ?? 'NotApplicable';
      if (before?.status === after?.status)
        accuse(before?.transitionAt !== after?.transitionAt, 'the time has moved');
      else judgeChange(before, after);
      const isPaused = pauseReasons.includes(after?.reason ?? '');
      accuse(after !== undefined && !isPaused && !isEvidence(after), 'nothing was seen then');
      hasStarted ||= status === 'False' && run.at(-1)?.status === 'False';
    },
    pauses(before: Told): void {
      const after = toldOf(node);
      if (!pauseReasons.includes(before?.reason ?? '')) beforePause = before;
      run = [];
      accuse(after?.status === 'False', 'health is told of what nobody looks at');
      accuse(after?.evidenceAt !== before?.evidenceAt, 'a pause is no evidence');
    },
    restarts(before: Told): void {
      const after = toldOf(node);
      run = [];
      for (const field of ['status', 'reason', 'transitionAt'] as const)
        accuse(before?.[field] !== after?.[field], `a restart changes the ${field}`);
    },
    reboots: (): void => {
      bootedAt = node.elapsed();
      hasStarted = false;
    },
  };
}
