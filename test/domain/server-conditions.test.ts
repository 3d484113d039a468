import t from 'tap';
import { resume, standingOf } from '../../src/domain/condition-state.ts';
import { keptConditions } from '../../src/domain/kept-conditions.ts';
import { keptFromServer, type StoredCondition } from '../../src/domain/server-conditions.ts';
import {
  createWatchedNode,
  dead,
  minutes,
  told,
  toldOf,
  transitionsOf,
  well,
} from '../support/watched-node.ts';

const transitionAt = Date.UTC(2026, 10, 21, 11, 58);
const evidenceAt = Date.UTC(2026, 10, 21, 11, 59);
const bootedAt = Date.UTC(2026, 10, 21, 11);

const condition = (changed: Partial<StoredCondition> = {}): StoredCondition => ({
  type: 'FlannelProblem',
  status: 'True',
  reason: 'BridgeDown',
  message: 'cni0 is down',
  heartbeatAt: evidenceAt,
  transitionAt,
  ...changed,
});

t.test('what the server holds stands, with its times', async (t) => {
  const kept = keptFromServer([condition()], bootedAt);
  t.strictSame(standingOf(resume(kept, { elapsed: 0, bootedAt })), {
    conditions: [
      {
        type: 'FlannelProblem',
        status: 'True',
        reason: 'BridgeDown',
        message: 'cni0 is down',
        decidedBy: [],
        evidenceAt,
        transitionAt,
      },
    ],
    withdrawn: [],
    transitions: [],
  });
});

t.test('what the server holds can be kept like what we have kept', async (t) => {
  const conditions = [
    condition({ message: 'x'.repeat(9_000) }),
    condition({ type: 'DNSProblem', status: 'Unknown', reason: 'AgentStopped' }),
  ];
  const kept = keptFromServer(conditions, bootedAt);
  const written: unknown = JSON.parse(JSON.stringify(kept));
  t.strictSame(keptConditions.parse(written), written);
});

t.test('what cannot be ours is passed over', async (t) => {
  for (const changed of [
    { reason: 'two words' },
    { heartbeatAt: undefined },
    { transitionAt: undefined },
    { transitionAt: Date.UTC(-1, 0) },
  ])
    t.strictSame(keptFromServer([condition(changed)], bootedAt).histories, []);
});

const started = [
  ['healthy in this boot', { status: 'False' }, true],
  ['a fault in this boot', {}, true],
  ['stopped in this boot', { status: 'Unknown', reason: 'AgentStopped' }, true],
  ['starting', { status: 'Unknown', reason: 'Starting' }, false],
  ['healthy before this boot', { status: 'False', heartbeatAt: bootedAt - 1_000 }, false],
] as const;

for (const [what, changed, hasStarted] of started) {
  t.test(`a type that was ${what} has ${hasStarted ? '' : 'not '}started`, async (t) => {
    const { histories } = keptFromServer([condition(changed)], bootedAt);
    t.equal(histories[0]?.hasStarted, hasStarted);
  });
}

const stoppedAgo = (ms: number) => {
  const node = createWatchedNode();
  const transitionAt = node.now() - ms;
  const conditions = [condition({ status: 'Unknown', reason: 'AgentStopped', transitionAt })];
  node.start(keptFromServer(conditions, node.now() - minutes(60)));
  return node;
};

t.test('what was stopped a moment ago is restored without a transition', async (t) => {
  const node = stoppedAgo(minutes(1));
  t.equal(told(node), 'Unknown AgentStopped');
  node.round(well);
  t.equal(told(node), 'False NoFlannelProblem');
  t.equal(toldOf(node)?.transitionAt, node.now() - minutes(1));
  t.equal(transitionsOf(node), '');
});

t.test('what was stopped long ago, or is not healthy any more, is confirmed', async (t) => {
  const late = stoppedAgo(minutes(6));
  late.round(well);
  t.equal(told(late), 'Unknown AgentStopped');
  const broken = stoppedAgo(minutes(1));
  broken.rounds(3, dead);
  t.equal(transitionsOf(broken), 'Unknown>True');
});
