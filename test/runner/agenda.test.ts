import t from 'tap';
import {
  type Agenda,
  firstAgenda,
  nextRound,
  withChange,
  withRecheck,
  withStarted,
} from '../../src/runner/agenda.ts';

const agenda: Agenda = {
  regular: { at: 30_000, kind: 'all', why: 'interval' },
  changesFrom: 0,
};
const recheck = (at: number) => ({ at, kind: 'local', why: 'recheck' }) as const;
const change = (at: number) => ({ at, kind: 'local', why: 'link cni0' }) as const;
const starting = (now: number) => ({ now, intervalMs: 30_000 });

t.test('the first thing is a round of all checks', async (t) => {
  t.same(nextRound(firstAgenda(7), 7), { at: 7, kind: 'all', why: 'start' });
});

const choices: readonly (readonly [title: string, agenda: Agenda, now: number, why: string])[] = [
  ['the regular round is next when nothing else is', agenda, 0, 'interval'],
  ['a recheck that comes earlier is next', { ...agenda, recheck: recheck(9_000) }, 0, 'recheck'],
  ['a recheck that comes later is not', { ...agenda, recheck: recheck(31_000) }, 0, 'interval'],
  ['a change that comes earlier is next', { ...agenda, change: change(9_000) }, 0, 'link cni0'],
  [
    'of recheck and change the earlier is next',
    { ...agenda, recheck: recheck(9_000), change: change(8_000) },
    0,
    'link cni0',
  ],
  [
    'of recheck and change the earlier is next, whichever it is',
    { ...agenda, recheck: recheck(8_000), change: change(9_000) },
    0,
    'recheck',
  ],
  [
    'a regular round that is due comes before all others',
    { ...agenda, recheck: recheck(8_000), change: change(9_000) },
    30_000,
    'interval',
  ],
  [
    'a recheck that is due does for the change',
    { ...agenda, recheck: recheck(9_000), change: change(8_000) },
    9_000,
    'recheck',
  ],
];

for (const [title, given, now, why] of choices)
  t.test(title, async (t) => {
    t.equal(nextRound(given, now).why, why);
  });

t.test('a change has its round when what belongs to it has come, too', async (t) => {
  t.same(withChange(agenda, 'link cni0', 1_000).change, change(1_300));
});

t.test('further changes do not put it off', async (t) => {
  const changed = withChange(agenda, 'link cni0', 1_000);
  t.equal(withChange(changed, 'address cni0', 1_200), changed);
});

t.test('rounds for changes begin 5 s apart', async (t) => {
  const due = change(300);
  const spaced = withStarted({ ...agenda, change: due }, due, starting(300));
  t.equal(withChange(spaced, 'link cni0', 1_000).change?.at, 5_300);
  t.equal(withChange(spaced, 'link cni0', 5_200).change?.at, 5_500);
});

t.test('a round of all checks is followed by the next after the interval', async (t) => {
  t.same(withStarted(agenda, agenda.regular, starting(30_002)), {
    regular: { at: 60_002, kind: 'all', why: 'interval' },
    changesFrom: 0,
  });
});

t.test('any round does for what was pending, and only a change counts as one', async (t) => {
  const full = { ...agenda, recheck: recheck(8_000), change: change(9_000) };
  t.same(withStarted(full, full.recheck, starting(8_000)), agenda);
  t.same(withStarted(full, full.change, starting(9_000)), { ...agenda, changesFrom: 14_000 });
});

t.test('a recheck comes when it was asked for, but not at once', async (t) => {
  t.same(withRecheck(agenda, 2_500, 1_000).recheck, recheck(3_500));
  t.same(withRecheck(agenda, 0, 1_000).recheck, recheck(2_000));
  t.same(withRecheck(agenda, -60_000, 1_000).recheck, recheck(2_000));
});
