import type { StandingCondition, Transition } from '../../domain/standing.ts';
import type { Deliveries } from '../deliveries.ts';
import { toJson } from '../json.ts';
import { rfc3339 } from '../kubernetes/rfc3339.ts';
import { maskedJson } from '../mask-json.ts';
import type { Situation } from './situation.ts';

/** What stands, for programs; docs/status.schema.json describes it. */
export function statusJson({ version, standing, isStalled, cluster, heat }: Situation): string {
  const { report, conditions, transitions } = standing;
  const shownReport: unknown = report === undefined ? null : JSON.parse(toJson(report));
  return maskedJson({
    apiVersion: 'node-check/v1',
    version,
    stalled: isStalled,
    report: shownReport,
    conditions: conditions.map(condition),
    transitions: transitions.map(transition),
    cluster: cluster && {
      conditions: deliveries(cluster.conditions),
      events: deliveries(cluster.events),
      rival: cluster.rival,
    },
    heat: heat && {
      health: heat.health,
      because: heat.because,
      delivery: heat.delivery,
      told: heat.told,
    },
  });
}

const condition = (standing: StandingCondition) => ({
  type: standing.type,
  status: standing.status,
  reason: standing.reason,
  message: standing.message,
  lastTransitionTime: rfc3339(standing.transitionAt),
  lastHeartbeatTime: rfc3339(standing.evidenceAt),
});

const transition = ({ type, from, to, reason, message, at }: Transition) => ({
  type,
  from,
  to,
  reason,
  message,
  time: rfc3339(at),
});

const deliveries = ({ succeeded, failed, lastSuccessAt, failing }: Deliveries) => ({
  succeeded,
  failed,
  lastSuccessTime: lastSuccessAt && rfc3339(lastSuccessAt),
  failing,
});
