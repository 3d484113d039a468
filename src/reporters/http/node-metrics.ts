import type { NodeStatus, Report, RootCause } from '../../domain/report.ts';
import type { StandingCondition } from '../../domain/standing.ts';
import type { Status } from '../../domain/verdict.ts';
import type { Sample } from './exposition.ts';
import { type Measured, type Metric, one, seconds, truth } from './metric.ts';

const nodeStatuses: readonly NodeStatus[] = ['healthy', 'unhealthy', 'unknown'];
const checkStatuses: readonly Status[] = [...nodeStatuses, 'notApplicable'];
const conditionStatuses: readonly StandingCondition['status'][] = ['True', 'False', 'Unknown'];

const ofReport = (
  { standing: { report } }: Measured,
  samples: (report: Report) => readonly Sample[],
): readonly Sample[] => (report === undefined ? [] : samples(report));

const ofConditions = (
  { standing: { conditions } }: Measured,
  value: (condition: StandingCondition) => number,
): readonly Sample[] =>
  conditions.map((condition) => ({
    labels: { condition: condition.type },
    value: value(condition),
  }));

/** What is known of the node, and how fresh it is. */
export const nodeMetrics: readonly Metric[] = [
  {
    name: 'node_check_node_status',
    type: 'gauge',
    help: 'Whether the node is healthy, unhealthy or unknown, by the newest results: 1 for the one that holds.',
    labels: ['status'],
    samples: (measured) =>
      ofReport(measured, (report) =>
        nodeStatuses.map((status) => ({
          labels: { status },
          value: truth(report.status === status),
        })),
      ),
  },
  {
    name: 'node_check_status',
    type: 'gauge',
    help: 'Whether a check says healthy, unhealthy, unknown or notApplicable: 1 for the one that holds.',
    labels: ['check', 'condition', 'status'],
    samples: (measured) =>
      ofReport(measured, ({ results }) =>
        results.flatMap(({ name, condition, verdict }) =>
          checkStatuses.map((status) => ({
            labels: { check: name, condition, status },
            value: truth(verdict.status === status),
          })),
        ),
      ),
  },
  {
    name: 'node_check_duration_seconds',
    type: 'gauge',
    help: 'How long a check took when it last ran.',
    labels: ['check'],
    samples: (measured) =>
      ofReport(measured, ({ results }) =>
        results.map(({ name, durationMs }) => ({
          labels: { check: name },
          value: seconds(durationMs),
        })),
      ),
  },
  {
    name: 'node_check_root_causes',
    type: 'gauge',
    help: 'Faults that no other fault explains, by the newest results; absent when there are none.',
    labels: ['check', 'reason', 'scope'],
    samples: (measured) => ofReport(measured, ({ rootCauses }) => counted(rootCauses, measured)),
  },
  {
    name: 'node_check_condition',
    type: 'gauge',
    help: 'The Node conditions, once confirmed: 1 for the status that holds. true is a problem, unknown: nobody can tell.',
    labels: ['condition', 'status'],
    samples: ({ standing: { conditions } }) =>
      conditions.flatMap((condition) =>
        conditionStatuses.map((status) => ({
          labels: { condition: condition.type, status: status.toLowerCase() },
          value: truth(condition.status === status),
        })),
      ),
  },
  {
    name: 'node_check_condition_transition_timestamp_seconds',
    type: 'gauge',
    help: 'When the status of a condition last changed.',
    labels: ['condition'],
    samples: (measured) => ofConditions(measured, ({ transitionAt }) => seconds(transitionAt)),
  },
  {
    name: 'node_check_condition_evidence_timestamp_seconds',
    type: 'gauge',
    help: 'When the evidence for a condition was last collected: its heartbeat.',
    labels: ['condition'],
    samples: (measured) => ofConditions(measured, ({ evidenceAt }) => seconds(evidenceAt)),
  },
  {
    name: 'node_check_rounds_total',
    type: 'counter',
    help: 'Rounds that have finished, those of some checks only included.',
    samples: ({ rounds }) => one(rounds),
  },
  {
    name: 'node_check_round_duration_seconds',
    type: 'gauge',
    help: 'How long the last round took.',
    samples: (measured) => ofReport(measured, ({ durationMs }) => [{ value: seconds(durationMs) }]),
  },
  {
    name: 'node_check_last_round_timestamp_seconds',
    type: 'gauge',
    help: 'When the last round finished.',
    samples: ({ roundAt }) => one(roundAt && seconds(roundAt)),
  },
];

/** One sample for all subjects of a reason. */
function counted(rootCauses: readonly RootCause[], { pages }: Measured): readonly Sample[] {
  const groups = Map.groupBy(rootCauses, ({ check, reason }) => `${check} ${reason}`);
  return [...groups.values()].flatMap((same) =>
    same.slice(0, 1).map(({ check, reason }) => {
      const scope = pages.find((page) => page.reason === reason)?.doc.scope ?? '';
      return { labels: { check, reason, scope }, value: same.length };
    }),
  );
}
