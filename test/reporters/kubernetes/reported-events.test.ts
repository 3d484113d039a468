import t from 'tap';
import type { Transition } from '../../../src/domain/standing.ts';
import { eventName } from '../../../src/reporters/kubernetes/events.ts';
import {
  nextOccurrence,
  type ReportedEvents,
  reportedEventsPiece,
  withReported,
} from '../../../src/reporters/kubernetes/reported-events.ts';
import { beginsAt, transition } from '../../support/kubernetes-reporting.ts';

const subject = { name: 'x', uid: '8c11895a-5b40-4c4c-accd-cbef5178dca9' };
const minute = 60_000;
const hour = 60 * minute;

const fault = transition();
const end = transition({ from: 'True', to: 'False', reason: 'NoFlannelProblem', message: 'well' });
const faultName = eventName(subject, fault);
const after = (change: Transition, minutes: number): Transition => ({
  ...change,
  at: change.at + minutes * minute,
});

/** All Events that come of it, one after the other. */
function toldOf(
  transitions: readonly Transition[],
  { reported = {}, now = beginsAt }: { reported?: ReportedEvents; now?: number } = {},
) {
  const told: [string, number, number][] = [];
  let known = reported;
  for (;;) {
    const occurrence = nextOccurrence(transitions, known, { subject, now });
    if (occurrence === undefined) return { told, known };
    told.push([occurrence.transition.reason, occurrence.count, occurrence.transition.at]);
    const name = eventName(subject, occurrence.transition);
    known = withReported(known, name, { occurrence, now });
    if (told.length > 200) throw new Error('it never ends');
  }
}

t.test('each transition is told once, oldest first', async (t) => {
  const transitions = [fault, after(end, 1)];
  const { told, known } = toldOf(transitions);
  t.same(told, [
    ['BridgeOutsideSubnet', 1, beginsAt],
    ['NoFlannelProblem', 1, beginsAt + minute],
  ]);
  t.same(toldOf(transitions, { reported: known }).told, []);
});

t.test('that a type is well from the start is no news; anything else is', async (t) => {
  t.same(toldOf([transition({ from: undefined, to: 'False' })]).told, []);
  t.equal(toldOf([transition({ from: undefined, to: 'True' })]).told.length, 1);
  t.equal(toldOf([transition({ from: undefined, to: 'Unknown' })]).told.length, 1);
  t.equal(toldOf([transition({ from: 'Unknown', to: 'False' })]).told.length, 1);
});

t.test('a repeat is the same Event, counted on from its first time', async (t) => {
  const { known } = toldOf([fault, after(end, 1)]);
  const again = [fault, after(end, 1), after(fault, 2)];
  t.match(nextOccurrence(again, known, { subject, now: beginsAt + 2 * minute }), {
    transition: { at: beginsAt + 2 * minute },
    count: 2,
    firstAt: beginsAt,
    isRepeat: true,
  });
});

t.test('repeats that have waited together are told together', async (t) => {
  const transitions = [fault, after(end, 1), after(fault, 2), after(end, 3), after(fault, 4)];
  t.same(toldOf(transitions).told, [
    ['BridgeOutsideSubnet', 3, beginsAt + 4 * minute],
    ['NoFlannelProblem', 2, beginsAt + 3 * minute],
  ]);
  t.match(nextOccurrence(transitions, {}, { subject, now: beginsAt }), {
    firstAt: beginsAt,
    isRepeat: false,
  });
});

t.test('of many that wait only the newest twenty are told', async (t) => {
  const many = Array.from({ length: 50 }, (_, index) =>
    transition({ reason: `Reason${index}`, at: beginsAt + index }),
  );
  const { told } = toldOf(many);
  t.equal(told.length, 20);
  t.same(told[0], ['Reason30', 1, beginsAt + 30]);
});

t.test('what is older than an Event lives is past', async (t) => {
  t.equal(toldOf([fault], { now: beginsAt + hour - 1 }).told.length, 1);
  t.same(toldOf([fault], { now: beginsAt + hour }).told, []);
});

t.test('an hour later the count begins anew, as the server has forgotten the Event', async (t) => {
  const { known } = toldOf([fault]);
  const later = after(fault, 61);
  t.match(nextOccurrence([fault, later], known, { subject, now: later.at }), {
    count: 1,
    firstAt: later.at,
    isRepeat: false,
  });
});

t.test('a transition is told though the clock was put back before it', async (t) => {
  const { known } = toldOf([fault, after(end, 1)]);
  const back = after(fault, -30);
  const { told } = toldOf([fault, after(end, 1), back], { reported: known, now: back.at });
  t.same(told, [['BridgeOutsideSubnet', 2, back.at]]);
});

t.test('where the list has forgotten what was told, the times decide', async (t) => {
  const { known } = toldOf([after(fault, 2)]);
  const now = beginsAt + 3 * minute;
  t.same(toldOf([fault], { reported: known, now }).told, []);
  t.equal(toldOf([after(fault, 3)], { reported: known, now }).told.length, 1);
});

t.test('a Node that was made anew gets Events of its own', async (t) => {
  const { known } = toldOf([fault]);
  const anew = { ...subject, uid: 'another' };
  t.match(nextOccurrence([fault], known, { subject: anew, now: beginsAt }), { count: 1 });
});

t.test('what is kept stays small, and loses what is over', async (t) => {
  const many = Array.from({ length: 150 }, (_, index) =>
    transition({ reason: `Reason${index}`, at: beginsAt + index }),
  );
  const known = many.reduce<ReportedEvents>((sum, change) => {
    const occurrence = { transition: change, count: 1, firstAt: change.at, isRepeat: false };
    return withReported(sum, eventName(subject, change), { occurrence, now: beginsAt });
  }, {});
  t.equal(Object.keys(known).length, 100);
  t.equal(Math.min(...Object.values(known).map(({ lastAt }) => lastAt)), beginsAt + 50);
  const later = after(fault, 120);
  const occurrence = { transition: later, count: 1, firstAt: later.at, isRepeat: false };
  t.same(withReported(known, faultName, { occurrence, now: later.at }), {
    [faultName]: { count: 1, firstAt: later.at, lastAt: later.at },
  });
});

t.test('what was kept is read again', async (t) => {
  const { known } = toldOf([fault, after(end, 1)]);
  t.same(reportedEventsPiece.parse(JSON.parse(JSON.stringify(known))), known);
  t.same(reportedEventsPiece.parse({}), {});
});

const event = { count: 1, firstAt: beginsAt, lastAt: beginsAt };
const damaged: readonly (readonly [string, unknown])[] = [
  ['nothing', null],
  ['a list', []],
  ['a text', 'x'],
  ['another event', { [faultName]: 1 }],
  ['a field too many', { [faultName]: { ...event, more: 1 } }],
  ['a field too few', { [faultName]: { count: 1, firstAt: 0 } }],
  ['no count', { [faultName]: { ...event, count: 0 } }],
  ['half a count', { [faultName]: { ...event, count: 1.5 } }],
  ['a count as text', { [faultName]: { ...event, count: '1' } }],
  ['too large a count', { [faultName]: { ...event, count: 1e12 } }],
  ['a time before time', { [faultName]: { ...event, firstAt: -1 } }],
  ['a time that no date has', { [faultName]: { ...event, lastAt: 1e15 } }],
  ['no name', { '': event }],
  ['a path as name', { '../x': event }],
  ['a name of JavaScript', JSON.parse(`{"__proto__":${JSON.stringify(event)}}`)],
  ['too long a name', { ['x'.repeat(254)]: event }],
  [
    'too many',
    Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x.${index}`, event])),
  ],
];

for (const [behaviour, value] of damaged)
  t.test(`what is damaged is not used: ${behaviour}`, async (t) =>
    t.equal(reportedEventsPiece.parse(value), undefined),
  );
