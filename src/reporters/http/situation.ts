import type { ReasonPage } from '../../domain/reason-pages.ts';
import type { Standing } from '../../domain/standing.ts';
import type { Deliveries } from '../deliveries.ts';
import type { HeatProgress } from '../heat/heat-reporter.ts';
import type { KubernetesReporter } from '../kubernetes/reporter.ts';

/** How telling the cluster goes. */
export interface ClusterDeliveries extends ReturnType<KubernetesReporter['deliveries']> {
  /** Somebody else writes our conditions of this node. */
  readonly rival: boolean;
}

/** How telling Heat goes. */
export interface HeatDeliveries extends HeatProgress {
  readonly deliveries: Deliveries;
}

/** What there is to show at a moment. */
export interface Situation {
  readonly version: string;
  readonly standing: Standing;
  /** Since the start. */
  readonly rounds: number;
  /** When the newest round was judged, in milliseconds since the epoch; undefined before the first. */
  readonly roundAt: number | undefined;
  /** Rounds do not finish any more. */
  readonly isStalled: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Undefined when the cluster is not to be told. */
  readonly cluster: ClusterDeliveries | undefined;
  /** Undefined when Heat is not to be told. */
  readonly heat: HeatDeliveries | undefined;
  /** Programs, since the start. */
  readonly toolsStarted: number;
  /** Of these. */
  readonly toolsRunning: number;
  readonly pages: readonly ReasonPage[];
}
