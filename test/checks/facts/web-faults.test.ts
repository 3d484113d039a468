import t from 'tap';
import { faultOf } from '../../../src/checks/facts/web-faults.ts';
import { type Asked, knownPage } from '../../../src/checks/facts/web-questions.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import { alone, asked, certificate, response, tlsAnswer } from '../../support/web-answers.ts';

const via = 'http://proxy:3128';
const registry = { url: 'https://registry.example/v2/' };
const page = { url: knownPage };
const to = (location: string) => response(302, { headers: { location } });

const fine: readonly (readonly [string, Asked])[] = [
  ['200', asked(response(200))],
  ['401 of a registry', asked(response(401), registry)],
  ['404 of something else', asked(response(404))],
  ['403 of something else', asked(response(403))],
  ['429', asked(response(429), registry)],
  ['a redirect of something else', asked(to('http://login.example/'))],
  ['the known page', asked(response(204), page)],
  ['the known page, empty', asked(response(200), page)],
  ['the known page, moved within its site', asked(to('http://www.google.com/generate_204'), page)],
  ['the known page, moved to TLS', asked(to('https://google.com/generate_204'), page)],
  ['the known page, moved by a path', asked(to('/elsewhere'), page)],
  ['the known page, moved to nonsense', asked(to('http://['), page)],
  ['the known page, not there', asked(response(404, { body: 'gone' }), page)],
  ['a certificate that nobody checks', asked(tlsAnswer('X'), { verified: false })],
  ['a probe that could not tell', asked(new ProbeError('ToolFailed', ''))],
];

for (const [name, answer] of fine) {
  t.test(`${name} is fine`, async (t) => {
    t.equal(faultOf(answer, alone), undefined);
  });
}

const faults: readonly (readonly [Asked, string, RegExp])[] = [
  [asked(response(500)), 'HttpStatus', /^https:\/\/web\.example\/ answers 500$/],
  [asked(response(503), { proxied: true }), 'HttpStatus', /503 through the proxy$/],
  [asked(response(404), registry), 'HttpStatus', /v2\/ answers 404/],
  [asked(response(403), registry), 'HttpStatus', /v2\/ answers 403/],
  [asked(response(511)), 'CaptivePortal', /log in first/],
  [asked(response(200, { body: 'welcome' }), page), 'CaptivePortal', /a page that is not its own/],
  [asked(to('http://login.example/?a'), page), 'CaptivePortal', /a redirect to login\.example$/],
  [asked(to('http://notgoogle.com/'), page), 'CaptivePortal', /a redirect to notgoogle\.com$/],
  [asked(tlsAnswer('X')), 'TlsUntrusted', /nobody whom this node trusts/],
  [
    asked({ kind: 'unresolved', host: 'web.example', detail: 'the name is not known' }),
    'HttpUnreachable',
    /is out of reach: web\.example does not resolve \(the name is not known\)$/,
  ],
  [asked({ kind: 'broken', detail: 'hung up' }), 'HttpUnreachable', /no proper answer .*hung up/],
  [asked({ kind: 'unreachable', detail: 'refused' }), 'HttpUnreachable', /out of reach: refused$/],
  [
    asked({ kind: 'unreachable', detail: 'no tunnel' }, { proxied: true }),
    'HttpUnreachable',
    /out of reach through the proxy: no tunnel$/,
  ],
  [
    asked({ kind: 'proxyRefused', status: 503, via }, { proxied: true }),
    'HttpUnreachable',
    /the proxy http:\/\/proxy:3128 answers 503$/,
  ],
  [asked({ kind: 'proxyRefused', status: 407, via }), 'ProxyRefused', /407: it wants other cred/],
  [asked({ kind: 'proxyRefused', status: 403, via }), 'ProxyRefused', /403: it does not let/],
];

for (const [answer, reason, message] of faults) {
  t.test(`${reason}: ${message}`, async (t) => {
    t.match(faultOf(answer, alone), { reason, message, subject: answer.url });
  });
}

t.test('who signs for everybody is an intercepting proxy', async (t) => {
  const answer = tlsAnswer('SELF_SIGNED_CERT_IN_CHAIN', certificate());
  const around = { ...alone, interceptors: ['CN=Some Authority'] };
  t.match(faultOf(asked(answer), around), {
    reason: 'InterceptingProxy',
    subject: 'https://web.example/',
  });
});

t.test('a proxy out of reach is the subject itself', async (t) => {
  t.match(faultOf(asked({ kind: 'unreachable', detail: 'refused', via }), alone), {
    reason: 'ProxyUnreachable',
    subject: via,
    message: /^the proxy http:\/\/proxy:3128, through which this node asks https:.*: refused$/,
  });
});

t.test('an error comes with the headers that tell who answered', async (t) => {
  const headers = { server: 'squid', via: '1.1 cache', 'x-other': 'x' };
  t.same(faultOf(asked(response(502, { headers })), alone)?.evidence, [
    'server: squid',
    'via: 1.1 cache',
  ]);
});
