import {
  type CredentialLife,
  type LifeStage,
  lifeOf,
  stageOf,
} from '../../domain/heat/credential-life.ts';
import { noHistory } from '../../domain/heat/fault-history.ts';
import {
  type Decision,
  decide,
  type HeatPolicy,
  remember,
  type SignalStatus,
} from '../../domain/heat/policy.ts';
import { reasonLine } from '../../domain/heat/reason-line.ts';
import { withoutEndpoint } from '../../domain/heat/without-endpoint.ts';
import { maskSecrets } from '../../domain/mask-secrets.ts';
import type { NodeStatus } from '../../domain/report.ts';
import type { Reporter, Standing } from '../../domain/standing.ts';
import { type Deliveries, noDeliveries } from '../deliveries.ts';
import { type Pause, pauseFor } from '../pause.ts';
import { createDelivery, type Delivery, type DeliveryOptions, type Telling } from './delivery.ts';
import { findHandle, type HandleSources, type ReadFile } from './find-handle.ts';
import { lifeWord } from './life-word.ts';
import { createSayOnce } from './say-once.ts';
import { shortReport } from './short-report.ts';

export interface HeatReporterOptions extends DeliveryOptions {
  readonly sources: HandleSources;
  readonly readFile: ReadFile;
  readonly policy: HeatPolicy;
  /** From now on until an unhealthy node is given up; 0: only the credential tells. */
  readonly deadlineMs: number;
  readonly pause?: Pause;
}

export interface HeatProgress {
  /** Of what is required. */
  readonly health: NodeStatus;
  /** Why, in one line for people. */
  readonly because: string;
  /** `none`: nobody waits for this node. `impossible`: Heat has refused us too often. */
  readonly delivery: 'none' | 'open' | 'delivered' | 'impossible';
  /** What Heat was told, or may have been. */
  readonly told?: SignalStatus;
}

export interface HeatReporter extends Reporter {
  progress(): HeatProgress;
  /** Of signals, by this process. */
  deliveries(): Deliveries;
}

/** Where Heat waits, as long as it does. */
interface Target {
  readonly delivery: Delivery;
  readonly life: CredentialLife | undefined;
}

const nothingYet: Standing = { report: undefined, conditions: [], withdrawn: [], transitions: [] };

/** Tells Heat's wait condition how this node is: once it is known, and never two things. */
export function createHeatReporter(options: HeatReporterOptions): HeatReporter {
  const { clock, logger, policy, deadlineMs, pause = pauseFor } = options;
  const startedAt = clock.elapsed();
  const say = createSayOnce(logger);
  let standing = nothingYet;
  let endpoint = '';
  let history = noHistory;
  let target: Target | 'none' | undefined;
  let isHurried = false;
  let running: Promise<void> | undefined;
  let requests = new AbortController();
  let rest = new AbortController();

  /** Undefined when there is none that can be used: a file may still come. */
  const findTarget = async (): Promise<Target | 'none' | undefined> => {
    const found = await findHandle(options.sources, options.readFile);
    if (found.kind === 'usable') {
      const { handle } = found;
      endpoint = handle.url.reveal();
      return { delivery: await createDelivery(handle, options), life: lifeOf(handle) };
    }
    if (found.kind === 'none') {
      say('info', {}, 'there is no handle for Heat on this node: nothing is signalled');
      return 'none';
    }
    say('warn', { problem: found.problem }, 'the handle for Heat cannot be used');
    return undefined;
  };

  const stage = (): LifeStage => {
    const life = typeof target === 'object' ? target.life : undefined;
    return stageOf(life, { now: clock.now(), watchedMs: clock.elapsed() - startedAt });
  };

  const decision = (): Decision => {
    const elapsed = clock.elapsed();
    const isLate = stage() === 'late' || (deadlineMs > 0 && elapsed - startedAt >= deadlineMs);
    const decided = decide(withoutEndpoint(standing, endpoint), policy, {
      history,
      elapsed,
      isLate,
    });
    return { ...decided, because: maskSecrets(decided.because) };
  };

  const mayBeTold = ({ said, isRefused, isToBeRepeated }: Delivery): boolean =>
    !isRefused && stage() !== 'past' && (said?.isTaken !== true || (isToBeRepeated && !isHurried));

  /** Undefined: nothing for now. */
  const nextTelling = ({ delivery }: Target): Telling | undefined => {
    const { report } = standing;
    if (report === undefined || !mayBeTold(delivery)) return undefined;
    const { said } = delivery;
    const { signal, health, because } = decision();
    const status = said === undefined ? signal : stillTrue(said.status, health);
    if (status === undefined) return undefined;
    return {
      status,
      reason: said?.reason ?? reasonLine(because, report.node),
      id: said?.id ?? `node-check:${report.node}`,
      data: shortReport(report),
    };
  };

  /** What becomes of a credential that has not served yet. */
  const watchLife = ({ delivery, life }: Target): void => {
    const word = lifeWord(stage());
    if (word === undefined || delivery.said?.isTaken === true) return;
    const { because } = decision();
    const endsAt = life && { endsAt: new Date(life.endsAt) };
    say(word.level, { because, ...endsAt }, word.message);
  };

  const restFor = async (waitMs: number): Promise<void> => {
    rest = new AbortController();
    await pause(waitMs, rest.signal);
  };

  const tell = async (at: Target): Promise<void> => {
    while (!requests.signal.aborted) {
      watchLife(at);
      const telling = nextTelling(at);
      if (telling === undefined) return;
      const waitMs = at.delivery.waitMs();
      await (waitMs > 0 ? restFor(waitMs) : at.delivery.attempt(telling, requests.signal));
    }
  };

  const run = async (): Promise<void> => {
    // Awaited in any case: `running` is to be set before this can come to its end.
    target = await (target ?? findTarget());
    if (typeof target === 'object') await tell(target);
    running = undefined;
  };

  return {
    report(newest) {
      standing = newest;
      history = remember(history, withoutEndpoint(newest, endpoint), {
        policy,
        elapsed: clock.elapsed(),
      });
      running ??= run();
    },

    async flush(signal) {
      if (signal.aborted) return;
      const stop = () => {
        requests.abort();
        rest.abort();
      };
      signal.addEventListener('abort', stop, { once: true });
      isHurried = true;
      if (typeof target === 'object') target.delivery.hurry();
      rest.abort();
      running ??= run();
      await running;
      signal.removeEventListener('abort', stop);
      isHurried = false;
      requests = new AbortController();
    },

    progress() {
      const { health, because } = decision();
      if (typeof target !== 'object') return { health, because, delivery: target ?? 'open' };
      const { said } = target.delivery;
      const told = said && { told: said.status };
      return { health, because, delivery: stateOf(target.delivery, stage()), ...told };
    },

    deliveries() {
      if (typeof target !== 'object') return noDeliveries;
      const { deliveries } = target.delivery;
      // Nothing stands in the way where nobody waits any more.
      return stage() === 'past' ? { ...deliveries, failing: undefined } : deliveries;
    },
  };
}

/** What was said before is said again as long as it holds; something else never is. */
const stillTrue = (status: SignalStatus, health: NodeStatus): SignalStatus | undefined =>
  health === (status === 'SUCCESS' ? 'healthy' : 'unhealthy') ? status : undefined;

function stateOf({ said, isRefused }: Delivery, stage: LifeStage): HeatProgress['delivery'] {
  if (said?.isTaken === true) return 'delivered';
  if (stage === 'past') return 'none';
  return isRefused ? 'impossible' : 'open';
}
