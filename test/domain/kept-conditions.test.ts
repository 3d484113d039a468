import t from 'tap';
import { keptOf } from '../../src/domain/condition-state.ts';
import { isName, isObject, isTime, keptConditions } from '../../src/domain/kept-conditions.ts';
import { damagedTexts, durationOf, soonMs } from '../support/damaged-texts.ts';
import { createWatchedNode, unclear, well, wrong } from '../support/watched-node.ts';

/** With a condition that was suspended, one that was withdrawn, and transitions. */
const sample = () => {
  const node = createWatchedNode();
  const proxy = { ...well, type: 'KubeProxyProblem' } as const;
  node.round(well, proxy, { ...unclear, type: 'DNSProblem' });
  node.roundWithout('KubeProxyProblem');
  node.rounds(2, wrong);
  node.roundWithout('KubeProxyProblem');
  node.rounds(3, well);
  node.stop();
  return keptOf(node.state());
};

const kept = sample();
const text = JSON.stringify(kept);
const json = (): Record<string, unknown> => JSON.parse(text);

/** The sample, with what is at the path replaced. */
function changed(path: string, value: unknown): unknown {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const whole = json();
  const place = names.reduce<object>((inner, name) => Object(Reflect.get(inner, name)), whole);
  if (!Reflect.set(place, last, value)) throw new Error(`there is no ${path}`);
  return whole;
}

t.test('conditions survive the way through a file', async (t) => {
  t.equal(keptConditions.name, 'conditions');
  const parsed = keptConditions.parse(json());
  t.strictSame(parsed, json());
  t.match(parsed?.histories[0], { suspended: {}, standing: { reason: 'AgentStopped' } });
  t.match(parsed?.histories[3], { type: 'KubeProxyProblem', isWithdrawn: true });
});

t.test('types of another version are passed over', async (t) => {
  const strange = { type: 'MoonProblem', whatever: 1 };
  const parsed = keptConditions.parse({
    ...kept,
    histories: [strange, 1, ...kept.histories],
    transitions: [strange, null, ...kept.transitions],
  });
  t.strictSame(parsed, kept);
});

t.test('of too many transitions the last twenty are taken', async (t) => {
  const [first] = kept.transitions;
  const many = Array.from({ length: 30 }, (_, at) => ({ ...first, at }));
  const parsed = keptConditions.parse({ ...json(), transitions: many });
  t.equal(parsed?.transitions.length, 20);
  t.equal(parsed?.transitions.at(-1)?.at, 29);
});

const strangers: readonly (readonly [path: string, value: unknown])[] = [
  ['bootedAt', null],
  ['bootedAt', -1],
  ['bootedAt', 1e20],
  ['bootedAt', '2026'],
  ['histories', undefined],
  ['histories', {}],
  ['transitions', 'none'],
  ['histories.0.standing', null],
  ['histories.0.standing.type', 'DNSProblem'],
  ['histories.0.standing.status', 'true'],
  ['histories.0.standing.reason', 'two words'],
  ['histories.0.standing.reason', ''],
  ['histories.0.standing.reason', 'x'.repeat(101)],
  ['histories.0.standing.message', 'x'.repeat(4_097)],
  ['histories.0.standing.message', 7],
  ['histories.0.standing.decidedBy', 'pod-bridge'],
  ['histories.0.standing.decidedBy', [7]],
  ['histories.0.standing.decidedBy', Array(101).fill('pod-bridge')],
  ['histories.0.standing.transitionAt', undefined],
  ['histories.0.standing.evidenceAt', 1e308],
  ['histories.0.standing.more', 1],
  ['histories.0.suspended.condition', {}],
  ['histories.0.suspended.condition.type', 'DNSProblem'],
  ['histories.0.suspended.since', 'yesterday'],
  ['histories.0.suspended.more', 1],
  ['histories.0.isWithdrawn', 0],
  ['histories.0.hasStarted', 'yes'],
  ['histories.0.flips', -1],
  ['histories.0.flips', 1.5],
  ['histories.0.candidate', {}],
  ['transitions.0.from', 'Nothing'],
  ['transitions.0.to', undefined],
  ['transitions.0.reason', 7],
  ['transitions.0.message', null],
  ['transitions.0.at', Number.NaN],
  ['transitions.0.more', 1],
];

for (const [path, value] of strangers) {
  const what = String(JSON.stringify(value)).slice(0, 30);
  t.test(`${what} is nothing that stands at ${path}`, async (t) => {
    t.equal(keptConditions.parse(changed(path, value)), undefined);
  });
}

t.test('what is no state is none', async (t) => {
  for (const value of [undefined, null, 0, 'x', [], {}])
    t.equal(keptConditions.parse(value), undefined);
});

t.test('damaged state is refused or sound, and soon', async (t) => {
  let usable = 0;
  const took = durationOf(() => {
    for (const damaged of damagedTexts([text])) {
      const value = parsedJson(damaged);
      const state = keptConditions.parse(value);
      if (state === undefined) continue;
      usable += 1;
      if (
        JSON.stringify(keptConditions.parse(JSON.parse(JSON.stringify(state)))) !==
        JSON.stringify(state)
      )
        t.fail(`is not what it was: ${damaged}`);
    }
  });
  t.ok(usable > 0, 'some of it can be used');
  t.ok(took < soonMs);
});

t.test('times reach from 1970 to 9999', async (t) => {
  t.ok([0, 1.5, Date.UTC(9999, 11, 31, 23, 59, 59)].every(isTime));
  t.notOk([-1, Date.UTC(10_000, 0), Number.NaN, Number.POSITIVE_INFINITY, '1', null].some(isTime));
});

t.test('an object is no list, and not null', async (t) => {
  t.ok(isObject({}));
  t.notOk([null, [], 'x', undefined].some(isObject));
});

t.test('a name is one plain word', async (t) => {
  t.ok(['BridgeDown', 'pod-bridge'].every(isName));
  t.notOk(['', '-x', 'a b', 'a\n', 7, undefined].some(isName));
});

function parsedJson(damaged: string): unknown {
  try {
    return JSON.parse(damaged);
  } catch {
    return undefined;
  }
}
