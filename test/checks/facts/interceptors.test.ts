import t from 'tap';
import {
  doubtsTheAuthority,
  interceptorOf,
  interceptorsOf,
  isFor,
  publicPage,
} from '../../../src/checks/facts/interceptors.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import type { Certificate } from '../../../src/domain/web.ts';
import { asked, certificate, response, tlsAnswer } from '../../support/web-answers.ts';

const own = 'https://registry.example/v2/';
const hub = 'https://registry-1.docker.io/v2/';
const unknown = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
const failed = new ProbeError('ToolFailed', '');

/** An authority that nobody knows has signed for the host of this URL. */
const signed = (url: string, overrides: Partial<Certificate> = {}, code = unknown) => {
  const names = [new URL(url).hostname];
  return asked(tlsAnswer(code, certificate({ issuer: 'CN=Any', names, ...overrides })), { url });
};

const doubts = [
  ['a private name', signed(own), true],
  ['its issuer in the chain', signed(own, {}, 'SELF_SIGNED_CERT_IN_CHAIN'), true],
  ['no issuer', signed(own, {}, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'), true],
  ['an issuer without its own', signed(own, {}, 'UNABLE_TO_GET_ISSUER_CERT'), true],
  ['itself', signed(own, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'), false],
  ['a certificate out of date', signed(own, {}, 'CERT_HAS_EXPIRED'), false],
  ['another name', signed(own, { names: ['other.example'] }), false],
  ['a name in public logs', signed(own, { logged: true }), false],
  ['a public name, which needs no second opinion', signed(hub), false],
  ['a name that nobody verifies', { ...signed(own), verified: false }, false],
  ['nothing that was shown', asked(tlsAnswer(unknown)), false],
  ['no TLS', asked(response(200)), false],
  ['nothing that could be asked', asked(failed, { url: '' }), false],
] as const;

for (const [name, answer, doubtful] of doubts) {
  t.test(`an authority of ${name} is ${doubtful ? '' : 'not '}in doubt`, async (t) => {
    t.equal(doubtsTheAuthority(answer), doubtful);
  });
}

const seen = [
  ['a public page', [signed(publicPage)], ['CN=Any']],
  ['a public page in public logs', [signed(publicPage, { logged: true })], []],
  ['a public page as another', [signed(publicPage, { names: ['login.example'] })], []],
  // Whoever keeps a mirror of the registry may have signed for all of a private cloud.
  ['a public registry', [signed(hub)], []],
  ['all of a private cloud', [signed(own), signed('https://identity.example/v3')], []],
  ['a public page, as is right', [asked(response(204), { url: publicPage })], []],
  ['a public page that is out of reach', [asked(failed, { url: publicPage })], []],
] as const;

for (const [name, answers, interceptors] of seen) {
  const verb = interceptors.length === 0 ? 'does not sign' : 'signs';
  t.test(`who signs for ${name} ${verb} for everybody`, async (t) => {
    t.same(interceptorsOf(answers), interceptors);
  });
}

const judged = [
  ['a private name', signed(own), [], undefined],
  ['a private name, and another for everybody', signed(own), ['CN=Other'], undefined],
  ['a private name, and for everybody', signed(own), ['CN=Other', 'CN=Any'], 'CN=Any'],
  [
    'a private name by itself',
    signed(own, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'),
    ['CN=Any'],
    undefined,
  ],
  ['Docker Hub', signed(hub), [], 'CN=Any'],
  ['Docker Hub, in public logs', signed(hub, { logged: true }), [], undefined],
  ['Docker Hub by itself', signed(hub, {}, 'DEPTH_ZERO_SELF_SIGNED_CERT'), [], undefined],
  ['Docker Hub, with other names', signed(hub, { names: ['x.example'] }), [], undefined],
  ["etcd's discovery", signed('https://discovery.etcd.io/'), [], 'CN=Any'],
  ['a site itself', signed('https://quay.io/v2/'), [], 'CN=Any'],
  ['a name that only ends like a site', signed('https://notquay.io/v2/'), [], undefined],
  ['a site in a private domain', signed('https://quay.io.example/v2/'), [], undefined],
] as const;

for (const [name, answer, interceptors, interceptor] of judged) {
  t.test(`who signs for ${name} intercepts as ${interceptor ?? 'nobody'}`, async (t) => {
    t.equal(interceptorOf(answer, interceptors), interceptor);
  });
}

const named = [
  ['web.example', true],
  ['*.example', true],
  ['*.web.example', false],
  ['example', false],
] as const;

for (const [name, right] of named) {
  t.test(`${name} is ${right ? '' : 'not '}for web.example`, async (t) => {
    t.equal(isFor(certificate({ names: [name] }), 'https://web.example/'), right);
  });
}
