/** All checks, or those that ask only this node. */
export type RoundKind = 'all' | 'local';

export interface DueRound {
  /** As all times here: a clock's `elapsed`. */
  readonly at: number;
  readonly kind: RoundKind;
  /** What it is run for, in a word for the log. */
  readonly why: string;
}

/** What the schedule means to do. */
export interface Agenda {
  /** The next round of all checks. */
  readonly regular: DueRound;
  /** What the last round asked for. */
  readonly recheck?: DueRound;
  /** For what has changed since the last round began. */
  readonly change?: DueRound;
  /** When a round for a change may begin again. */
  readonly changesFrom: number;
}

/** What belongs together comes within this time: a device and its addresses, a file and its name. */
const settleMs = 300;
/** From the start of one round for a change to that of the next. */
const changesApartMs = 5_000;
/** Whoever asks for one recheck after the other must not keep the node busy. */
const recheckApartMs = 1_000;

export const firstAgenda = (now: number): Agenda => ({
  regular: { at: now, kind: 'all', why: 'start' },
  changesFrom: now,
});

/** The round of all checks if it is due, for it sees what the others would; else the earliest. */
export const nextRound = (
  { regular, recheck = regular, change = regular }: Agenda,
  now: number,
): DueRound =>
  [recheck, change].reduce(
    (next, other) => (next.at > now && other.at < next.at ? other : next),
    regular,
  );

/** The first change counts the time: else one that never ends would put its round off for ever. */
export const withChange = (agenda: Agenda, what: string, now: number): Agenda =>
  agenda.change === undefined
    ? {
        ...agenda,
        change: { at: Math.max(now + settleMs, agenda.changesFrom), kind: 'local', why: what },
      }
    : agenda;

/** A round sees what has changed until it begins, whatever it was meant for. */
export const withStarted = (
  { regular, changesFrom, change }: Agenda,
  round: DueRound,
  { now, intervalMs }: { readonly now: number; readonly intervalMs: number },
): Agenda => ({
  regular: round === regular ? { at: now + intervalMs, kind: 'all', why: 'interval' } : regular,
  changesFrom: round === change ? now + changesApartMs : changesFrom,
});

export const withRecheck = (agenda: Agenda, afterMs: number, now: number): Agenda => ({
  ...agenda,
  recheck: { at: now + Math.max(afterMs, recheckApartMs), kind: 'local', why: 'recheck' },
});
