import t from 'tap';
import { defineCheck, type OwnSettings, type Settings } from '../../src/domain/check.ts';
import type { Probes } from '../../src/domain/probes.ts';
import { healthy } from '../../src/domain/verdict.ts';
import { nodeSettings } from '../support/facts.ts';
import { sampleDoc } from '../support/sample-pages.ts';

const defaults = { target: '8.8.8.8', names: [] as readonly string[] };
type Own = typeof defaults;

interface Asked {
  readonly settings: Settings<Own>;
  readonly probes: Probes;
  readonly signal: AbortSignal;
}

/** Its facts are how it was asked. */
const spec = {
  name: 'sample',
  condition: 'DNSProblem',
  asks: 'outside',
  summary: 'It answers.',
  defaults,
  options: { target: 'Whom to ask.', names: 'What to ask for.' },
  reasons: { NoAnswer: sampleDoc },
  collect: async (
    probes: Probes,
    settings: Settings<Own>,
    signal: AbortSignal,
  ): Promise<Asked> => ({
    settings,
    probes,
    signal,
  }),
  evaluate: ({ settings }: Asked, { target, names, node }: Settings<Own>) =>
    settings.node === node
      ? healthy(`${target} ${names.join(',')} ${node.subnetFile}`)
      : healthy('other settings than those that were collected with'),
} as const;

const check = defineCheck(spec);
const node = nodeSettings({ subnetFile: '/sub.env' });

const run = (options: OwnSettings) =>
  // The sample asks no probe.
  check.configure(node, options).run({} as Probes, new AbortController().signal);

t.test('a check keeps all that it declares', async (t) => {
  t.match(check, { name: 'sample', condition: 'DNSProblem', defaults, options: spec.options });
  t.equal(check.reasons, spec.reasons);
});

const cases: readonly (readonly [because: string, options: OwnSettings, message: string])[] = [
  ['nothing was set', {}, '8.8.8.8  /sub.env'],
  ['a text was set', { target: '1.1.1.1' }, '1.1.1.1  /sub.env'],
  ['a list was set', { names: ['a', 'b'] }, '8.8.8.8 a,b /sub.env'],
  ['an option is unknown', { targets: ['1.1.1.1'] }, '8.8.8.8  /sub.env'],
  ['a list stands for a text', { target: ['1.1.1.1'] }, '8.8.8.8  /sub.env'],
  ['a text stands for a list', { names: 'a' }, '8.8.8.8  /sub.env'],
  ['an option tries to be the node', { node: 'other' }, '8.8.8.8  /sub.env'],
  ['an option bears a name that every object has', { constructor: 'x' }, '8.8.8.8  /sub.env'],
];

for (const [because, options, message] of cases)
  t.test(`collects and evaluates with the same settings when ${because}`, async (t) => {
    t.strictSame(await run(options), healthy(message));
  });

t.test(
  'a configured check has the name and the condition of its check, and asks the same',
  async (t) => {
    const configured = check.configure(node, {});
    t.match(configured, { name: 'sample', condition: 'DNSProblem', asks: 'outside' });
  },
);

t.test('the round gives its probes and its signal to what is collected', async (t) => {
  const probes = {} as Probes;
  const { signal } = new AbortController();
  const seen: Asked[] = [];
  const watched = defineCheck({
    ...spec,
    evaluate(facts: Asked) {
      seen.push(facts);
      return healthy('');
    },
  });
  await watched.configure(node, {}).run(probes, signal);
  t.equal(seen[0]?.probes, probes);
  t.equal(seen[0]?.signal, signal);
});

t.test('what a check throws, even at once, rejects its run', async (t) => {
  const failing = defineCheck({
    ...spec,
    collect(): Promise<Asked> {
      throw new Error('broken check');
    },
  });
  const running = failing.configure(node, {}).run({} as Probes, new AbortController().signal);
  await t.rejects(running, { message: 'broken check' });
});
