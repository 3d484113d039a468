import t from 'tap';
import { noHistory } from '../../../src/domain/heat/fault-history.ts';
import { decide, type HeatPolicy, remember } from '../../../src/domain/heat/policy.ts';
import type { ReasonDoc } from '../../../src/domain/reason.ts';
import { contradiction, recoverable } from '../../../src/domain/reason-docs.ts';
import type { CheckResult, Report, RootCause } from '../../../src/domain/report.ts';
import type { Standing, StandingCondition } from '../../../src/domain/standing.ts';
import {
  healthy,
  notApplicable,
  unhealthy,
  unknown,
  type Verdict,
} from '../../../src/domain/verdict.ts';

const page: ReasonDoc = {
  ...recoverable,
  cause: '',
  confirm: '',
  remedy: '',
  reference: '',
  causes: [],
};

const docs = new Map<string, ReasonDoc>([
  ['DockerBipNotConfigured', { ...page, ...contradiction, permanent: true }],
  ['BridgeDown', { ...page, ...contradiction }],
  ['FlannelNotRunning', page],
  ['NoDefaultRoute', page],
  ['UserDataFailed', { ...page, permanent: true }],
]);

const policy: HeatPolicy = {
  required: ['flannel-daemon', 'pod-bridge', 'external-http'],
  node: { flannel: 'auto', kubeProxy: 'auto', external: 'auto' },
  docs,
  failEarly: false,
};

type Verdicts = Readonly<Record<string, Verdict>>;

const fine: Verdicts = {
  'flannel-daemon': healthy('flanneld runs'),
  'pod-bridge': healthy('docker0 is well'),
  'external-http': healthy('the registry answers'),
};

const fault = (reason: string, message = 'is wrong') => unhealthy({ reason, message });
const noBip = fault('DockerBipNotConfigured', 'docker0 has 172.17.0.1/16');

const rootOf = (check: string, reason: string, caused: readonly string[] = []): RootCause => ({
  check,
  reason,
  message: 'is wrong',
  evidence: [],
  remedy: '',
  consequences: caused.map((name) => ({ check: name, reason: 'X', message: '', evidence: [] })),
});

interface Round {
  /** When it began and was told, in seconds. */
  readonly at?: number;
  readonly verdicts?: Verdicts;
  /** Else each unhealthy check is its own. */
  readonly roots?: readonly RootCause[];
  readonly conditions?: readonly StandingCondition[];
}

function standingOf({ at = 0, verdicts = {}, roots, conditions = [] }: Round): Standing {
  const results = Object.entries({ ...fine, ...verdicts }).map(
    ([name, verdict]): CheckResult => ({
      name,
      condition: 'FlannelProblem',
      verdict,
      durationMs: 1,
    }),
  );
  const own = results.flatMap(({ name, verdict }) =>
    verdict.status === 'unhealthy'
      ? verdict.findings.map((finding) => ({
          ...rootOf(name, finding.reason),
          ...finding,
          evidence: [],
        }))
      : [],
  );
  const report: Report = {
    node: 'n1',
    startedAt: new Date(at * 1_000),
    durationMs: 1,
    status: 'unhealthy',
    results,
    rootCauses: roots ?? own,
    conditions: [],
  };
  return { report, conditions, withdrawn: [], transitions: [] };
}

/** What is decided after the last of the rounds. */
function decided(
  rounds: readonly Round[],
  { isLate = false, ...changes }: Partial<HeatPolicy> & { readonly isLate?: boolean } = {},
) {
  const changed = { ...policy, ...changes };
  const elapsedAt = ({ at = 0 }: Round): number => at * 1_000;
  const history = rounds.reduce(
    (before, round) =>
      remember(before, standingOf(round), { policy: changed, elapsed: elapsedAt(round) }),
    noHistory,
  );
  const last = rounds.at(-1) ?? {};
  return decide(standingOf(last), changed, { history, elapsed: elapsedAt(last), isLate });
}

const repeated = (round: Round, ...seconds: readonly number[]): readonly Round[] =>
  seconds.map((at) => ({ ...round, at }));

t.test('SUCCESS as soon as all that is required is well', async (t) => {
  t.strictSame(decided([{}]), {
    signal: 'SUCCESS',
    health: 'healthy',
    because: 'healthy, 3 of 3 required checks pass',
  });
});

t.test('what is not required has no say', async (t) => {
  const verdicts = { 'kube-proxy': fault('KubeProxyNotRunning'), 'cluster-dns': unknown('X', 'm') };
  t.match(decided([{ verdicts }], { isLate: true, failEarly: true }), { signal: 'SUCCESS' });
});

t.test('where nothing is required nothing shows success', async (t) => {
  t.strictSame(decided([{}], { required: [], isLate: true }), {
    health: 'unknown',
    because: 'no check is required, so that nothing shows success',
  });
});

t.test('before the first round nothing is known', async (t) => {
  const nothing: Standing = { report: undefined, conditions: [], withdrawn: [], transitions: [] };
  const history = remember(noHistory, nothing, { policy, elapsed: 0 });
  t.equal(history, noHistory);
  t.strictSame(decide(nothing, policy, { history, elapsed: 0, isLate: true }), {
    health: 'unknown',
    because: 'no round has ended yet',
  });
});

t.test('an unknown check keeps Heat waiting, also after the deadline', async (t) => {
  const rounds = repeated({ verdicts: { 'pod-bridge': unknown('ToolMissing', 'no ip') } }, 0, 600);
  t.strictSame(decided(rounds, { isLate: true, failEarly: true }), {
    health: 'unknown',
    because: 'pod-bridge, ToolMissing no ip',
  });
});

t.test('early in a boot nothing to judge is not success', async (t) => {
  const verdicts = { 'pod-bridge': notApplicable('NoFlannel', 'there is no flannel') };
  t.strictSame(decided([{ verdicts }], { isLate: true }), {
    health: 'unknown',
    because: 'pod-bridge, NoFlannel there is no flannel; nothing settles that',
  });
  t.match(decided([{ verdicts }], { node: { ...policy.node, flannel: 'none' } }), {
    signal: 'SUCCESS',
  });
});

const stands = (decidedBy: readonly string[], status: StandingCondition['status'] = 'True') => ({
  conditions: [
    {
      type: 'FlannelProblem',
      status,
      reason: 'BridgeDown',
      message: 'm',
      decidedBy,
      transitionAt: 0,
      evidenceAt: 0,
    } as const,
  ],
});

t.test('a problem that was told and still stands is no success', async (t) => {
  t.strictSame(decided([stands(['pod-bridge'])]), {
    health: 'unhealthy',
    because: 'BridgeDown is not over for long enough',
  });
  t.match(decided([stands(['boot-scripts'])]), { signal: 'SUCCESS' });
  t.match(decided([stands(['pod-bridge'], 'Unknown')]), { signal: 'SUCCESS' });
  t.match(decided([stands(['pod-bridge'], 'False')]), { signal: 'SUCCESS' });
});

const lateCases: readonly (readonly [what: string, rounds: readonly Round[], isTold: boolean])[] = [
  ['it has stood for its time', repeated({ verdicts: { 'pod-bridge': noBip } }, 0, 2), true],
  ['it has not stood for its time', repeated({ verdicts: { 'pod-bridge': noBip } }, 0, 1), false],
  ['one round saw it', repeated({ verdicts: { 'pod-bridge': noBip } }, 600), false],
  [
    'what comes back by itself has not stood for a minute',
    repeated({ verdicts: { 'flannel-daemon': fault('FlannelNotRunning') } }, 0, 30, 59),
    false,
  ],
  [
    'what comes back by itself has stood for a minute',
    repeated({ verdicts: { 'flannel-daemon': fault('FlannelNotRunning') } }, 0, 30, 60),
    true,
  ],
  [
    'the check found one fault after another',
    [
      { at: 0, verdicts: { 'pod-bridge': fault('BridgeDown') } },
      { at: 5, verdicts: { 'pod-bridge': noBip } },
    ],
    true,
  ],
  [
    'it was well in between',
    [
      { at: 0, verdicts: { 'pod-bridge': noBip } },
      { at: 5 },
      { at: 10, verdicts: { 'pod-bridge': noBip } },
    ],
    false,
  ],
  [
    'something else is unknown as well',
    repeated({ verdicts: { 'pod-bridge': noBip, 'flannel-daemon': unknown('X', 'm') } }, 0, 5),
    true,
  ],
  [
    'one fault is new, and another has not stood for its own time',
    [
      { at: 0, verdicts: { 'flannel-daemon': fault('FlannelNotRunning') } },
      { at: 5, verdicts: { 'flannel-daemon': fault('FlannelNotRunning'), 'pod-bridge': noBip } },
    ],
    false,
  ],
  [
    'nobody knows its reason',
    repeated({ verdicts: { 'pod-bridge': fault('Unheard') } }, 0, 1),
    true,
  ],
];

for (const [what, rounds, isTold] of lateCases)
  t.test(`after the deadline ${isTold ? 'FAILURE' : 'no FAILURE'} when ${what}`, async (t) => {
    const { signal, health } = decided(rounds, { isLate: true });
    t.equal(signal, isTold ? 'FAILURE' : undefined);
    t.equal(health, 'unhealthy');
    t.equal(decided(rounds).signal, undefined, 'and none before it');
  });

t.test('a fault whose cause lies in another check is told with that cause', async (t) => {
  const verdicts = {
    'external-http': fault('HttpUnreachable'),
    'default-route': fault('NoDefaultRoute'),
  };
  const roots = [
    rootOf('kube-proxy', 'KubeProxyNotRunning'),
    rootOf('default-route', 'NoDefaultRoute', ['external-http']),
  ];
  t.strictSame(decided(repeated({ verdicts, roots }, 0, 60), { isLate: true }), {
    signal: 'FAILURE',
    health: 'unhealthy',
    because: 'NoDefaultRoute is wrong',
  });
});

t.test('of several causes the first is told whole', async (t) => {
  const verdicts = { 'flannel-daemon': fault('FlannelNotRunning', 'is down'), 'pod-bridge': noBip };
  t.match(decided([{ verdicts }]), {
    because: 'FlannelNotRunning is down, also DockerBipNotConfigured',
  });
});

const earlyCases: readonly (readonly [what: string, rounds: readonly Round[], isTold: boolean])[] =
  [
    ['waiting does not mend it', repeated({ verdicts: { 'pod-bridge': noBip } }, 0, 2), true],
    ['it is not confirmed', repeated({ verdicts: { 'pod-bridge': noBip } }, 0, 1), false],
    [
      'the check was unhealthy for another reason before',
      [
        { at: 0, verdicts: { 'pod-bridge': fault('BridgeDown') } },
        { at: 5, verdicts: { 'pod-bridge': noBip } },
      ],
      false,
    ],
    [
      'waiting may mend it',
      repeated({ verdicts: { 'pod-bridge': fault('BridgeDown') } }, 0, 600),
      false,
    ],
    [
      'it is not required',
      repeated(
        {
          verdicts: { 'boot-scripts': fault('UserDataFailed'), 'pod-bridge': fault('BridgeDown') },
        },
        0,
        600,
      ),
      false,
    ],
  ];

for (const [what, rounds, isTold] of earlyCases)
  t.test(`with the option ${isTold ? 'FAILURE' : 'no FAILURE'} at once when ${what}`, async (t) => {
    t.equal(decided(rounds, { failEarly: true }).signal, isTold ? 'FAILURE' : undefined);
    t.equal(decided(rounds).signal, undefined, 'and never without it');
  });
