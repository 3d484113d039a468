import type { ReasonPage } from '../../domain/reason-pages.ts';
import type { Standing } from '../../domain/standing.ts';
import type { HeatProgress } from '../heat/heat-reporter.ts';
import type { KubernetesReporter } from '../kubernetes/reporter.ts';

/** How telling the cluster goes. */
export interface ClusterDeliveries extends ReturnType<KubernetesReporter['deliveries']> {
  /** Somebody else writes our conditions of this node. */
  readonly rival: boolean;
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
  /** Undefined while the cluster is not told. */
  readonly cluster: ClusterDeliveries | undefined;
  /** Undefined while Heat is not told. */
  readonly heat: HeatProgress | undefined;
  /** Programs, since the start. */
  readonly toolsStarted: number;
  readonly pages: readonly ReasonPage[];
}
