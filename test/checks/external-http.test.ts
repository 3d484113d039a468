import t from 'tap';
import { externalHttp } from '../../src/checks/external-http.ts';
import { publicPage } from '../../src/checks/facts/interceptors.ts';
import { dockerHub } from '../../src/checks/facts/needed-urls.ts';
import { knownPage } from '../../src/checks/facts/web-questions.ts';
import type { NodeSettings } from '../../src/domain/node-settings.ts';
import { ProbeError } from '../../src/domain/probe-error.ts';
import type { WebAnswer } from '../../src/domain/web.ts';
import { probesWith } from '../support/configured-check.ts';
import { nodeSettings } from '../support/facts.ts';
import { asked, certificate, dated, now, response, tlsAnswer } from '../support/web-answers.ts';

const own = 'https://web.example/';
const expired = tlsAnswer('CERT_HAS_EXPIRED', certificate({ validTo: now - 1_000 }));
const missing = new ProbeError('ToolMissing', 'getent is not installed');

/** The verdict on a node where each URL answers so. */
async function judge(
  answers: Readonly<Record<string, WebAnswer | ProbeError>>,
  options: { readonly urls?: readonly string[]; readonly node?: Partial<NodeSettings> } = {},
) {
  const urls: string[] = [];
  const probes = probesWith({
    web: async ({ url }) => {
      urls.push(url);
      const answer = answers[url] ?? { kind: 'broken', detail: 'nothing' };
      if (answer instanceof ProbeError) throw answer;
      return answer;
    },
  });
  const check = externalHttp.configure(nodeSettings(options.node), { urls: options.urls ?? [] });
  return { verdict: await check.run(probes, new AbortController().signal), urls };
}

t.test('what answers is healthy', async (t) => {
  const { verdict } = await judge({ [own]: response(200) }, { urls: [own] });
  t.same(verdict, { status: 'healthy', message: 'https://web.example/ answers 200' });
});

t.test('what is needed and out of reach is unhealthy', async (t) => {
  const { verdict } = await judge({}, { urls: [own] });
  t.match(verdict, {
    status: 'unhealthy',
    findings: [{ reason: 'HttpUnreachable', subject: own }],
  });
});

t.test('the page is asked where nothing is needed, and its silence is no fault', async (t) => {
  t.match((await judge({ [knownPage]: response(204) })).verdict, { status: 'healthy' });
  for (const answer of [response(200, { body: 'login' }), missing]) {
    t.match((await judge({ [knownPage]: answer })).verdict, {
      status: 'notApplicable',
      findings: [{ reason: 'NoExternalAccess', message: /nothing says that this node needs it$/ }],
    });
  }
});

t.test('where the outside is expected, it is one', async (t) => {
  const { verdict } = await judge({}, { node: { external: 'expected' } });
  t.match(verdict, { status: 'unhealthy', findings: [{ subject: knownPage }] });
});

t.test('a node that need not reach anybody is asked nothing', async (t) => {
  const { verdict, urls } = await judge({}, { node: { external: 'none' } });
  t.match(verdict, { status: 'notApplicable', findings: [{ reason: 'NoExternalAccess' }] });
  t.same(urls, []);
});

t.test('a needed URL that could not be asked is an open question', async (t) => {
  const { verdict } = await judge({ [own]: missing }, { urls: [own] });
  t.match(verdict, {
    status: 'unknown',
    findings: [{ reason: 'ToolMissing', message: `${own}: getent is not installed` }],
  });
});

t.test('each URL has its finding, a proxy has one for all', async (t) => {
  const dead: WebAnswer = { kind: 'unreachable', detail: 'refused', via: 'http://proxy:3128' };
  const answers = {
    'http://a/': dead,
    'http://b/': dead,
    'http://c/': response(500),
    'http://d/': response(500),
  };
  const { verdict } = await judge(answers, { urls: Object.keys(answers) });
  t.match(verdict, {
    findings: [
      { reason: 'ProxyUnreachable', subject: 'http://proxy:3128' },
      { reason: 'HttpStatus', subject: 'http://c/' },
      { reason: 'HttpStatus', subject: 'http://d/' },
    ],
  });
  t.equal('findings' in verdict && verdict.findings.length, 3);
});

t.test('where a date is in doubt and nobody told the time, the page is asked for it', async (t) => {
  const late = await judge(
    { [own]: expired, [knownPage]: dated('2026-11-21T07:00:00Z') },
    { urls: [own] },
  );
  t.same(late.urls, [own, knownPage]);
  t.match(late.verdict, { findings: [{ reason: 'ClockSkew', subject: own }] });
  const silent = await judge({ [own]: expired }, { urls: [own] });
  t.match(silent.verdict, { findings: [{ reason: 'TlsExpired' }] });
});

t.test('where somebody told the time the page is not asked', async (t) => {
  const answers = { [own]: expired, 'http://a/': dated('2026-11-21T08:00:00Z') };
  const { verdict, urls } = await judge(answers, { urls: Object.keys(answers) });
  t.same(urls, Object.keys(answers));
  t.match(verdict, { findings: [{ reason: 'TlsExpired' }] });
});

const identity = 'https://identity.example/v3';

/** Servers by one authority that nobody knows. */
const signed = (...urls: readonly string[]) =>
  Object.fromEntries(
    urls.map((url) => {
      const shown = certificate({ names: [new URL(url).hostname] });
      return [url, tlsAnswer('SELF_SIGNED_CERT_IN_CHAIN', shown)];
    }),
  );

const authorities = [
  ['a private registry', [own], { [publicPage]: response(204) }, ['TlsUntrusted']],
  ['a private cloud', [own, identity], { [publicPage]: response(204) }, ['TlsUntrusted']],
  ['a private cloud without internet', [own, identity], {}, ['TlsUntrusted']],
  ['everybody', [own, identity], signed(publicPage), ['InterceptingProxy']],
  [
    'a private cloud with a mirror of Docker Hub',
    [identity, dockerHub],
    { [publicPage]: response(204) },
    ['TlsUntrusted', 'InterceptingProxy'],
  ],
] as const;

for (const [name, urls, others, reasons] of authorities) {
  t.test(`an unknown authority that signs for ${name} is ${reasons.join(', ')}`, async (t) => {
    const { verdict, urls: all } = await judge({ ...signed(...urls), ...others }, { urls });
    const found = 'findings' in verdict ? verdict.findings.map(({ reason }) => reason) : [];
    t.same([...new Set(found)], reasons);
    t.equal(found.length, urls.length);
    t.same(all, [...urls, publicPage]);
  });
}

t.test('Docker Hub by an unknown authority needs no second opinion', async (t) => {
  const { verdict, urls } = await judge(signed(dockerHub), { urls: [dockerHub] });
  t.match(verdict, { findings: [{ reason: 'InterceptingProxy', subject: dockerHub }] });
  t.same(urls, [dockerHub]);
});

t.test('what was seen of an unverified server, and of what is not needed, is told', async (t) => {
  const facts = [
    asked(tlsAnswer('X'), { verified: false }),
    asked({ kind: 'broken', detail: 'nothing' }, { url: 'http://169.254.169.254/', judged: false }),
    asked(missing, { url: 'http://b/', judged: false }),
  ];
  const settings = { urls: [], unverifiedUrls: [], caFile: '', node: nodeSettings() };
  t.match(externalHttp.evaluate(facts, settings), {
    status: 'healthy',
    message:
      /web\.example\/ is there, .*not checked; http:\/\/169\.254\.169\.254\/ is out of reach: .*; http:\/\/b\/: getent/,
  });
});
