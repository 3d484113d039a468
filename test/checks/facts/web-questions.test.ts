import t from 'tap';
import { dockerHub, metadataService } from '../../../src/checks/facts/needed-urls.ts';
import {
  askWeb,
  knownPage,
  questionsOf,
  type WebSettings,
} from '../../../src/checks/facts/web-questions.ts';
import type { NodeSettings } from '../../../src/domain/node-settings.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { WebRequest } from '../../../src/domain/web.ts';
import { probesWith } from '../../support/configured-check.ts';
import { nodeSettings } from '../../support/facts.ts';
import { response } from '../../support/web-answers.ts';

const own = 'https://registry.example/v2/';

const settings = (
  node: Partial<NodeSettings> = {},
  overrides: Partial<WebSettings> = {},
): WebSettings => ({
  urls: [],
  unverifiedUrls: [],
  caFile: '',
  node: nodeSettings(node),
  ...overrides,
});

const proxied = { proxied: true, httpProxy: 'http://p:1' };
const needed = (url: string) => ({ url, judged: true, verified: true });
const advisory = (url: string) => ({ url, judged: false, verified: true });

const cases = [
  ['nothing said', settings(), [advisory(knownPage)]],
  ['nobody outside', settings({ external: 'none' }), []],
  ['the outside expected', settings({ external: 'expected' }), [needed(knownPage)]],
  [
    'the outside expected through a proxy',
    settings({ external: 'expected', ...proxied }),
    [needed(knownPage)],
  ],
  [
    'the outside expected beside a proxy',
    settings({ external: 'expected', ...proxied, noProxy: 'google.com' }),
    [advisory(knownPage)],
  ],
  ['a URL given', settings({}, { urls: [own] }), [needed(own)]],
  [
    'a URL given and the outside expected',
    settings({ external: 'expected' }, { urls: [own] }),
    [needed(own), needed(knownPage)],
  ],
  [
    'a URL that nobody verifies',
    settings({}, { unverifiedUrls: [own] }),
    [{ url: own, judged: true, verified: false }],
  ],
  [
    'a node of Magnum',
    settings({ magnum: true }, { urls: [dockerHub] }),
    [needed(dockerHub), advisory(metadataService)],
  ],
  [
    'a node of Magnum that needs the metadata service',
    settings({ magnum: true }, { urls: [metadataService] }),
    [needed(metadataService)],
  ],
  [
    'a node of Magnum that needs nobody outside',
    settings({ magnum: true, external: 'none' }, { urls: [own, dockerHub] }),
    [needed(own), advisory(metadataService)],
  ],
] as const;

for (const [name, given, questions] of cases) {
  t.test(`${name}: ${questions.map(({ url }) => url).join(', ')}`, async (t) => {
    t.same(questionsOf(given), questions);
  });
}

/** What the probe is asked, and what becomes of its answer. */
async function ask(url: string, given: WebSettings) {
  const requests: WebRequest[] = [];
  const probes = probesWith({
    web: async (request) => {
      requests.push(request);
      return response(200);
    },
  });
  return { asked: await askWeb(probes, needed(url), given), requests };
}

t.test('a URL is asked whole and shown without its secrets', async (t) => {
  const url = 'https://u:planted@web.example/a?token=planted';
  const { asked, requests } = await ask(url, settings());
  t.same(requests, [{ url }]);
  t.match(asked, { url: 'https://web.example/a', proxied: false, answer: { status: 200 } });
});

t.test('the proxy and the authorities are handed on', async (t) => {
  const { asked, requests } = await ask(
    'http://web.example/',
    settings(proxied, { caFile: '/ca' }),
  );
  t.same(requests, [{ url: 'http://web.example/', proxy: 'http://p:1', caFile: '/ca' }]);
  t.equal(asked.proxied, true);
});

t.test('the metadata service is never asked through a proxy', async (t) => {
  const { requests } = await ask(metadataService, settings(proxied));
  t.same(requests, [{ url: metadataService }]);
});

t.test('what is no URL is not asked, and not shown', async (t) => {
  const { asked, requests } = await ask('http://u:planted/x@web', settings());
  t.same(requests, []);
  t.ok(asked.answer instanceof ProbeError);
  t.notMatch(JSON.stringify(asked), /planted/);
});

t.test('a probe that cannot tell is an answer, too', async (t) => {
  const error = new ProbeError('ToolMissing', 'getent is not installed');
  const probes = probesWith({ web: () => Promise.reject(error) });
  t.equal((await askWeb(probes, needed(own), settings())).answer, error);
});
