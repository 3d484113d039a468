import t from 'tap';
import {
  type Candidate,
  confirmableInMs,
  isConfirmed,
  nextCandidate,
  type Sighting,
} from '../../src/domain/candidate.ts';

type Round = readonly [at: number, shows: string, waitMs: number];

/** "True Down" */
const sighting = (shows: string): Sighting => {
  const [status, reason = ''] = shows.split(' ');
  return status === 'NotApplicable'
    ? { status, reason: status }
    : {
        type: 'FlannelProblem',
        status: status === 'True' ? status : 'False',
        reason,
        message: '',
        decidedBy: [],
        evidenceAt: 0,
      };
};

const after = (rounds: readonly Round[]): Candidate | undefined =>
  rounds.reduce<Candidate | undefined>(
    (before, [elapsed, shows, waitMs]) =>
      nextCandidate(before, sighting(shows), { elapsed, waitMs }),
    undefined,
  );

const cases: readonly {
  readonly title: string;
  readonly rounds: readonly Round[];
  readonly at: number;
  readonly confirmed: boolean;
  readonly inMs: number;
}[] = [
  { title: 'one round', rounds: [[0, 'True Down', 10]], at: 10, confirmed: false, inMs: 0 },
  {
    title: 'two rounds, too soon',
    rounds: [
      [0, 'True Down', 10],
      [9.5, 'True Down', 10],
    ],
    at: 9.5,
    confirmed: false,
    inMs: 1,
  },
  {
    title: 'two rounds, in time',
    rounds: [
      [0, 'True Down', 10],
      [10, 'True Down', 10],
    ],
    at: 10,
    confirmed: true,
    inMs: 0,
  },
  {
    title: 'a round of another status before',
    rounds: [
      [0, 'False Up', 10],
      [5, 'True Down', 10],
      [10, 'True Down', 10],
    ],
    at: 10,
    confirmed: false,
    inMs: 5,
  },
  {
    title: 'two reasons, of which the slower counts for the status',
    rounds: [
      [0, 'True Slow', 100],
      [50, 'True Quick', 10],
      [55, 'True Slow', 100],
    ],
    at: 55,
    confirmed: false,
    inMs: 45,
  },
  {
    title: 'two reasons that have lasted as long as the slower asks for',
    rounds: [
      [0, 'True Slow', 100],
      [100, 'True Quick', 10],
    ],
    at: 100,
    confirmed: true,
    inMs: 0,
  },
  {
    title: 'a quick reason by itself, after a slow one',
    rounds: [
      [0, 'True Slow', 100],
      [50, 'True Quick', 10],
      [60, 'True Quick', 10],
    ],
    at: 60,
    confirmed: true,
    inMs: 0,
  },
  {
    title: 'nothing to judge, twice',
    rounds: [
      [0, 'NotApplicable', 10],
      [10, 'NotApplicable', 10],
    ],
    at: 10,
    confirmed: true,
    inMs: 0,
  },
];

for (const { title, rounds, at, confirmed, inMs } of cases) {
  t.test(`${title}: ${confirmed ? 'confirmed' : 'not confirmed'}`, async (t) => {
    const candidate = after(rounds);
    if (candidate === undefined) throw new Error('there is a round in each case');
    t.equal(isConfirmed(candidate, at), confirmed);
    t.equal(confirmableInMs(candidate, at), inMs);
  });
}

t.test('a candidate bears the newest reason of its status', async (t) => {
  const rounds: readonly Round[] = [
    [0, 'True Slow', 100],
    [50, 'True Quick', 10],
  ];
  t.match(after(rounds), { status: 'True', reason: 'Quick' });
});
