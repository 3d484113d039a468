import type { Transition } from '../../domain/standing.ts';
import type { StatePiece } from '../../domain/state-store.ts';
import { type EventSubject, eventName, type Occurrence } from './events.ts';

/** What the API server has acknowledged of an Event. Times are those of transitions. */
export interface ReportedEvent {
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

/** By the Event's name. */
export type ReportedEvents = Readonly<Record<string, ReportedEvent>>;

/** As long as the API server keeps an Event that nobody touches. */
const lifeMs = 3_600_000;
const most = 100;
const mostWaiting = 20;
const latestTime = Date.UTC(9999, 11, 31);

export const reportedEventsPiece: StatePiece<ReportedEvents> = {
  name: 'kubernetes-events',
  version: 1,
  parse(value) {
    if (!isRecord(value) || Object.keys(value).length > most) return undefined;
    const events: Record<string, ReportedEvent> = {};
    for (const [name, event] of Object.entries(value)) {
      if (!isName(name) || !isReported(event)) return undefined;
      events[name] = event;
    }
    return events;
  },
};

/**
 * The next Event that is due: the last time of a change that was not reported yet, counted with
 * all before it. Older changes than an Event lives are past, and of many only the newest count.
 */
export function nextOccurrence(
  transitions: readonly Transition[],
  reported: ReportedEvents,
  { subject, now }: { readonly subject: EventSubject; readonly now: number },
): Occurrence | undefined {
  const known = alive(reported, now);
  const waiting = transitions
    .filter((transition) => isWorthAnEvent(transition) && isRecent(transition.at, now))
    .slice(-mostWaiting)
    .map((transition) => ({ name: eventName(subject, transition), transition }))
    .filter(({ name, transition }, index, all) => {
      const lastAt = known[name]?.lastAt;
      if (lastAt === undefined) return true;
      // The order tells more than the times: the clock may have been put back in between.
      const last = all.findLastIndex((one) => one.name === name && one.transition.at === lastAt);
      return last === -1 ? transition.at > lastAt : index > last;
    });
  const [first] = waiting;
  if (first === undefined) return undefined;
  const before = known[first.name];
  const same = waiting.filter(({ name }) => name === first.name);
  return {
    transition: same.reduce((_, { transition }) => transition, first.transition),
    count: (before?.count ?? 0) + same.length,
    firstAt: before?.firstAt ?? first.transition.at,
    isRepeat: before !== undefined,
  };
}

/** With one more that the API server has, without those that it has forgotten. */
export const withReported = (
  reported: ReportedEvents,
  name: string,
  { occurrence, now }: { readonly occurrence: Occurrence; readonly now: number },
): ReportedEvents => {
  const { transition, count, firstAt } = occurrence;
  const all = { ...alive(reported, now), [name]: { count, firstAt, lastAt: transition.at } };
  const newestFirst = Object.entries(all).sort(([, a], [, b]) => b.lastAt - a.lastAt);
  return Object.fromEntries(newestFirst.slice(0, most));
};

const alive = (reported: ReportedEvents, now: number): ReportedEvents =>
  Object.fromEntries(Object.entries(reported).filter(([, { lastAt }]) => isRecent(lastAt, now)));

const isRecent = (at: number, now: number): boolean => Math.abs(now - at) < lifeMs;

/** That a type is well from the start is no news. */
const isWorthAnEvent = ({ from, to }: Transition): boolean => from !== undefined || to !== 'False';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isName = (name: string): boolean => /^[a-z0-9][a-z0-9.-]{0,252}$/.test(name);

const isReported = (value: unknown): value is ReportedEvent =>
  isRecord(value) &&
  Object.keys(value).length === 3 &&
  isWhole(value['count'], { from: 1, to: 1_000_000_000 }) &&
  isWhole(value['firstAt'], { from: 0, to: latestTime }) &&
  isWhole(value['lastAt'], { from: 0, to: latestTime });

const isWhole = (value: unknown, { from, to }: { readonly from: number; readonly to: number }) =>
  typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to;
