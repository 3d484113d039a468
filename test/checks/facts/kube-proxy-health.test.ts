import t from 'tap';
import {
  askHealth,
  askMode,
  type KubeProxyHealth,
} from '../../../src/checks/facts/kube-proxy-health.ts';
import type { HttpAnswer } from '../../../src/domain/probes.ts';
import { ok } from '../../support/fake-node.ts';
import { fakeProbes } from '../../support/fake-probes.ts';
import { fixture } from '../../support/fixture.ts';

type Answers = Readonly<Record<string, HttpAnswer>>;

const healthz = 'http://127.0.0.1:10256/healthz';
const livez = 'http://127.0.0.1:10256/livez';
const metrics = 'http://127.0.0.1:10249/healthz';

const probesWith = (answers: Answers) =>
  fakeProbes({ http: async (url) => answers[url] ?? { kind: 'refused' } });

const answer = (status: number, body = ''): HttpAnswer => ({ kind: 'response', status, body });
const notFound = answer(404, '404 page not found\n');
const silent: HttpAnswer = { kind: 'silent', detail: 'no answer within 3 s' };
const broken: HttpAnswer = { kind: 'broken', detail: 'Parse Error: Expected HTTP/' };

interface Recorded {
  readonly status: number;
  readonly body: string;
}

/** What kube-proxy 1.36.2 answered, by state and by port and path. */
const recorded: Readonly<Record<string, Readonly<Record<string, Recorded>>>> = JSON.parse(
  fixture('kube-proxy.v1.36.2.json'),
);

const recordedAs = (state: string): Answers =>
  Object.fromEntries(
    Object.entries(recorded[state] ?? {}).map(([place, { status, body }]) => [
      `http://127.0.0.1${place}`,
      answer(status, body),
    ]),
  );

/** Up to 1.26: Go's own form of times, and nothing else. */
const firstGeneration = `{"lastUpdated": "2026-01-02 03:04:05.678901234 +0000 UTC m=+123.456789","currentTime": "2026-01-02 03:05:10.1 +0000 UTC m=+188.1"}`;
/** 1.27 to 1.33. */
const secondGeneration = (nodeEligible: boolean): string =>
  firstGeneration.replace('}', `, "nodeEligible": ${nodeEligible}}`);

const cases: readonly {
  readonly title: string;
  readonly answers: Answers;
  readonly kind: KubeProxyHealth['kind'];
  readonly because: string | RegExp;
}[] = [
  {
    title: '1.36, well',
    answers: recordedAs('healthy'),
    kind: 'well',
    because: `${livez} says that it is well`,
  },
  {
    title: '1.36, on a node that is being drained',
    answers: recordedAs('draining'),
    kind: 'well',
    because: `${livez} says that it is well`,
  },
  {
    title: '1.36, failing',
    answers: recordedAs('failing'),
    kind: 'failing',
    because: `${livez} answers 503, last update 2026-11-21T07:43:43.499789437Z`,
  },
  {
    title: '1.28, well',
    answers: { [livez]: ok(firstGeneration), [healthz]: ok(secondGeneration(true)) },
    kind: 'well',
    because: /well/,
  },
  {
    title: '1.28, on a node that is being drained',
    answers: { [livez]: ok(firstGeneration), [healthz]: answer(503, secondGeneration(false)) },
    kind: 'well',
    because: /well/,
  },
  {
    title: '1.28, failing',
    answers: {
      [livez]: answer(503, firstGeneration),
      [healthz]: answer(503, secondGeneration(true)),
    },
    kind: 'failing',
    because: /answers 503, last update 2026-01-02 03:04:05\.678901234 \+0000 UTC m=\+123\.456789$/,
  },
  {
    title: '1.27, which has no /livez, on a node that is being drained',
    answers: { [livez]: notFound, [healthz]: answer(503, secondGeneration(false)) },
    kind: 'well',
    because: 'the node is being drained',
  },
  {
    title: '1.27, failing',
    answers: { [livez]: notFound, [healthz]: answer(503, secondGeneration(true)) },
    kind: 'failing',
    because: /healthz answers 503/,
  },
  {
    title: 'of the newest form, failing while the node is drained',
    answers: {
      [livez]: notFound,
      [healthz]: answer(503, '{"nodeEligible":false,"healthy":false}'),
    },
    kind: 'failing',
    because: `${healthz} answers 503`,
  },
  {
    title: '1.20, well',
    answers: { [livez]: notFound, [healthz]: ok(firstGeneration) },
    kind: 'well',
    because: /healthz says/,
  },
  {
    title: '1.20, failing',
    answers: { [livez]: notFound, [healthz]: answer(503, firstGeneration) },
    kind: 'failing',
    because: /last update/,
  },
  {
    title: 'hanging',
    answers: { [livez]: silent },
    kind: 'silent',
    because: `${livez} does not answer (no answer within 3 s)`,
  },
  {
    title: 'starting, with both ports closed',
    answers: {},
    kind: 'refused',
    because: /127\.0\.0\.1:10256 refuses connections: it starts, or waits for the API server/,
  },
  {
    title: '1.7, which has only a metrics port',
    answers: { [metrics]: ok('ok') },
    kind: 'none',
    because: 'it has no health port',
  },
  {
    title: 'closing its port between two questions',
    answers: { [livez]: notFound },
    kind: 'refused',
    because: `${healthz} refuses connections`,
  },
  {
    title: 'something else on its port',
    answers: { [livez]: broken },
    kind: 'none',
    because: /does not speak HTTP/,
  },
  {
    title: 'something that wants to know who asks',
    answers: { [livez]: answer(401) },
    kind: 'none',
    because: `${livez} answers 401`,
  },
];

t.test('what kube-proxy says of itself', async (t) => {
  for (const { title, answers, kind, because } of cases)
    t.match(await askHealth(probesWith(answers), []), { kind, because }, title);
});

t.test('a health port that is switched off is not asked', async (t) => {
  for (const flags of ['--healthz-port=0', '--healthz-bind-address=0.0.0.0:0'])
    t.same(await askHealth(fakeProbes(), [flags]), {
      kind: 'none',
      because: 'its health port is switched off',
    });
});

t.test('without a health port and without metrics it is starting', async (t) => {
  const args = ['--metrics-port=0'];
  t.match(await askHealth(probesWith({}), args), { kind: 'refused' });
});

const places: readonly (readonly [flags: string, url: string])[] = [
  ['', 'http://127.0.0.1:10256'],
  ['--healthz-bind-address=', 'http://127.0.0.1:10256'],
  ['--healthz-bind-address=0.0.0.0', 'http://127.0.0.1:10256'],
  ['--healthz-bind-address=0.0.0.0:10300', 'http://127.0.0.1:10300'],
  ['--healthz-bind-address=:10300', 'http://127.0.0.1:10300'],
  ['--healthz-bind-address=127.0.0.1', 'http://127.0.0.1:10256'],
  ['--healthz-bind-address=127.0.0.1 --healthz-port=10300', 'http://127.0.0.1:10300'],
  ['--healthz-bind-address=10.0.0.5:10256', 'http://10.0.0.5:10256'],
  ['--healthz-bind-address=::', 'http://127.0.0.1:10256'],
  ['--healthz-bind-address=[::]:10300', 'http://127.0.0.1:10300'],
  ['--healthz-bind-address=::1', 'http://[::1]:10256'],
  ['--healthz-bind-address=fd00::5', 'http://[fd00::5]:10256'],
  ['--healthz-bind-address=[fd00::5]', 'http://[fd00::5]:10256'],
  ['--healthz-bind-address=[::1]:10300', 'http://[::1]:10300'],
];

t.test('it is asked where its flags say', async (t) => {
  for (const [flags, url] of places) {
    const probes = probesWith({ [`${url}/livez`]: ok('') });
    t.match(await askHealth(probes, flags.split(' ')), { kind: 'well' }, flags);
  }
});

t.test('its mode is what it tells, and else what it was told', async (t) => {
  const url = 'http://127.0.0.1:10249/proxyMode';
  const args = ['--proxy-mode=ipvs'];
  t.equal(await askMode(probesWith({ [url]: ok('nftables\n') }), args), 'nftables');
  t.equal(await askMode(probesWith({ [url]: answer(404, 'not found') }), args), 'ipvs');
  t.equal(await askMode(probesWith({}), args), 'ipvs');
  t.equal(await askMode(probesWith({ [url]: silent }), []), '');
  t.equal(await askMode(fakeProbes(), ['--metrics-port=0', ...args]), 'ipvs');
});
