import { createHash } from 'node:crypto';
import type { ApiRequest } from '../../clients/kubernetes.ts';
import type { Transition } from '../../domain/standing.ts';
import { strategicMerge } from './conditions-patch.ts';
import { oneLine } from './one-line.ts';
import { rfc3339 } from './rfc3339.ts';

/** The Node that Events are about; `kubectl describe` finds them by its UID. */
export interface EventSubject {
  readonly name: string;
  readonly uid: string;
}

/** A transition, how often it has come about, and since when. */
export interface Occurrence {
  readonly transition: Transition;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  /** The API server has acknowledged some of it before. */
  readonly isRepeat: boolean;
}

const component = 'node-check';
/** Nodes are in no namespace; the API server takes their Events in this one only. */
const path = '/api/v1/namespaces/default/events';
const longestName = 253;

/** The same for the same change of the same Node, so that a repeat after a crash makes no second Event. */
export function eventName(
  { name, uid }: EventSubject,
  { type, to, reason }: Pick<Transition, 'type' | 'to' | 'reason'>,
): string {
  const hash = createHash('sha256').update([uid, type, to, reason].join('\n'));
  const suffix = `.${hash.digest('hex').slice(0, 16)}`;
  return `${name.slice(0, longestName - suffix.length).replace(/[^a-z0-9]+$/, '')}${suffix}`;
}

export const newEvent = (
  subject: EventSubject,
  { transition, count, firstAt }: Occurrence,
): ApiRequest => ({
  method: 'POST',
  path,
  body: {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: eventName(subject, transition), namespace: 'default' },
    involvedObject: { apiVersion: 'v1', kind: 'Node', name: subject.name, uid: subject.uid },
    type: transition.to === 'True' ? 'Warning' : 'Normal',
    reason: transition.reason,
    message: messageOf(transition),
    source: { component, host: subject.name },
    firstTimestamp: rfc3339(firstAt),
    lastTimestamp: rfc3339(transition.at),
    count,
    reportingComponent: component,
    reportingInstance: subject.name,
  },
});

export const repeatedEvent = (
  subject: EventSubject,
  { transition, count }: Occurrence,
): ApiRequest => ({
  method: 'PATCH',
  path: `${path}/${eventName(subject, transition)}`,
  contentType: strategicMerge,
  body: { count, lastTimestamp: rfc3339(transition.at), message: messageOf(transition) },
});

const messageOf = ({ type, to, message }: Transition): string =>
  oneLine(`${type} is ${to}: ${message}`);
