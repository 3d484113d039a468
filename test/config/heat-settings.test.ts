import t from 'tap';
import { heatMistakes, heatSettings } from '../../src/config/heat-settings.ts';
import type { Take } from '../../src/config/option.ts';
import { settle } from '../../src/config/settle.ts';
import { curlOf, endpointOf, fernetToken, signedUrl } from '../support/heat-handles.ts';
import { sourcesOf } from './sample-sources.ts';

const checks = { 'pod-bridge': {}, 'node-dns': { names: [] } };

function settingsOf(
  entries: Readonly<Record<string, string>>,
  params: Readonly<Record<string, string>> = {},
) {
  const take: Take = (option) => settle(option, sourcesOf({ entries })).value;
  return heatSettings(take, new Map(Object.entries(params)), checks);
}

t.test(
  'without a word from anybody there is no handle, and the checks of this node count',
  async (t) => {
    t.strictSame(settingsOf({}), {
      endpoint: '',
      tokenFile: '',
      signedUrlFile: '',
      caFile: '',
      insecure: false,
      required: ['pod-bridge'],
      deadlineMs: 0,
      failEarly: false,
      magnum: { kind: 'none' },
    });
  },
);

t.test('each option reaches its setting', async (t) => {
  const entries = {
    'heat.endpoint': 'https://heat.example/signal',
    'heat.token-file': '/token',
    'heat.signed-url-file': '/url',
    'heat.ca-file': '/ca.pem',
    'heat.insecure': 'yes',
    'heat.required': 'node-dns',
    'heat.deadline': '40m',
    'heat.fail-early': 'yes',
  };
  t.strictSame(settingsOf(entries), {
    endpoint: 'https://heat.example/signal',
    tokenFile: '/token',
    signedUrlFile: '/url',
    caFile: '/ca.pem',
    insecure: true,
    required: ['node-dns'],
    deadlineMs: 2_400_000,
    failEarly: true,
    magnum: { kind: 'none' },
  });
});

const origin = 'https://heat.example:8004';
const token = fernetToken(Date.parse('2026-11-21T08:00:00Z'));
const curl = { WAIT_CURL: curlOf(endpointOf(origin), token) };
const native = {
  WAIT_HANDLE_ENDPOINT: endpointOf('https://other.example'),
  WAIT_HANDLE_TOKEN: token,
};
const aws = { WAIT_HANDLE: signedUrl(origin, 0) };
const odd = { WAIT_CURL: 'curl -i' };

const handles: readonly (readonly [
  what: string,
  params: Readonly<Record<string, string>>,
  url: string,
])[] = [
  ['WAIT_CURL', curl, endpointOf(origin)],
  ['an endpoint and a token', { ...native, WAIT_CURL: '' }, endpointOf('https://other.example')],
  ['a signed URL', aws, signedUrl(origin, 0)],
  ['WAIT_CURL before the others', { ...aws, ...native, ...curl }, endpointOf(origin)],
  ['the first that can be used', { ...aws, ...odd }, signedUrl(origin, 0)],
];

for (const [what, params, url] of handles)
  t.test(`heat-params name a handle: ${what}`, async (t) => {
    const { magnum } = settingsOf({}, params);
    t.equal(magnum.kind === 'usable' && magnum.handle.url.reveal(), url);
  });

t.test('what heat-params have and nobody can use is named, but not shown', async (t) => {
  t.strictSame(settingsOf({}, odd).magnum, {
    kind: 'unusable',
    problem: 'WAIT_CURL of heat-params: it names no URL',
  });
  t.strictSame(settingsOf({}, { WAIT_HANDLE_ENDPOINT: endpointOf(origin) }).magnum, {
    kind: 'unusable',
    problem: 'WAIT_HANDLE_ENDPOINT of heat-params: its token is empty or has odd characters',
  });
});

t.test('empty handles, as Magnum writes them since Train, are none', async (t) => {
  t.strictSame(settingsOf({}, { WAIT_CURL: '', WAIT_HANDLE: '' }).magnum, { kind: 'none' });
});

const running = { 'pod-bridge': {}, 'node-dns': { names: [] } };
const mistakesOf = (entries: Readonly<Record<string, string>>, among: object = running) =>
  heatMistakes(settingsOf(entries), { ...among }).map(
    ({ where, problem }) => `${where}: ${problem}`,
  );

const half = 'heat.endpoint: goes with heat.token-file';

const mistakes: readonly (readonly [Readonly<Record<string, string>>, readonly string[]])[] = [
  [{}, []],
  [{ 'heat.endpoint': 'https://heat.example/signal', 'heat.token-file': '/token' }, []],
  [{ 'heat.endpoint': 'https://heat.example/signal' }, [half]],
  [{ 'heat.token-file': '/token' }, [half]],
  [
    {
      'heat.endpoint': 'https://heat.example/signal',
      'heat.token-file': '/token',
      'heat.signed-url-file': '/url',
    },
    ['heat.signed-url-file: names another handle than heat.endpoint'],
  ],
  [
    { 'heat.required': 'pod-bridge,pod-brigde' },
    ['heat.required: "pod-brigde" is no check that runs; those are pod-bridge, node-dns'],
  ],
];

for (const [entries, expected] of mistakes)
  t.test(`${JSON.stringify(entries)}: ${expected.length} mistakes`, async (t) => {
    t.strictSame(mistakesOf(entries), expected);
  });

t.test('where no check could show success, that is a mistake', async (t) => {
  const nothing = { ...settingsOf({}), required: [] };
  t.strictSame(heatMistakes(nothing, {}), [
    { where: 'heat.required', problem: 'no check runs that could show success' },
  ]);
});
