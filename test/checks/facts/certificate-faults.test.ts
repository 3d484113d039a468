import t from 'tap';
import {
  certificateFault,
  clockAhead,
  doubtsTheClock,
  surroundingsOf,
} from '../../../src/checks/facts/certificate-faults.ts';
import { publicPage } from '../../../src/checks/facts/interceptors.ts';
import { ProbeError } from '../../../src/domain/probe-error.ts';
import {
  alone,
  asked,
  certificate,
  dated,
  now,
  response,
  tlsAnswer,
} from '../../support/web-answers.ts';

const url = 'https://web.example/';
const years = 365 * 24 * 3_600_000;
const expired = certificate({ validTo: now - 1_000 });
const early = certificate({ validFrom: now + years, validTo: now + 3 * years });

const clocks = [
  ['nobody', [], undefined],
  ['an error', [asked(new ProbeError('ToolFailed', ''))], undefined],
  ['no Date', [asked(response(200)), asked(tlsAnswer('X'))], undefined],
  ['a Date that is none', [asked(dated('soon'))], undefined],
  ['one clock', [asked(dated('2026-11-21T08:01:00Z'))], 60_000],
  [
    'one clock of three that is wrong',
    ['1970-01-01', '2026-11-21T08:00:02Z', '2026-11-21T08:00:01Z'].map((at) => asked(dated(at))),
    1_000,
  ],
] as const;

for (const [name, answers, ahead] of clocks) {
  t.test(`${name} is ${ahead} ms ahead`, async (t) => {
    t.equal(clockAhead(answers), ahead);
  });
}

t.test('only dates are about the clock', async (t) => {
  t.equal(doubtsTheClock(asked(tlsAnswer('CERT_HAS_EXPIRED'))), true);
  t.equal(doubtsTheClock(asked(tlsAnswer('CERT_NOT_YET_VALID'))), true);
  t.equal(doubtsTheClock(asked(tlsAnswer('DEPTH_ZERO_SELF_SIGNED_CERT'))), false);
  t.equal(doubtsTheClock(asked(response(200))), false);
});

const cases = [
  ['CERT_HAS_EXPIRED', expired, undefined, 'TlsExpired', /expired on 2026-11-21T07:59:59/],
  ['CERT_HAS_EXPIRED', expired, 0, 'TlsExpired', /expired on/],
  [
    'CERT_HAS_EXPIRED',
    expired,
    -60_000,
    'ClockSkew',
    /says 2026-11-21T08:.*others say 2026-11-21T07:59/,
  ],
  ['CERT_NOT_YET_VALID', early, undefined, 'TlsExpired', /not valid before 2027-11-21/],
  ['CERT_NOT_YET_VALID', early, 1_000, 'TlsExpired', /not valid before 2027-11-21/],
  ['CERT_NOT_YET_VALID', early, 2 * years, 'ClockSkew', /others say 2028-/],
  ['CERT_HAS_EXPIRED', certificate(), 0, 'TlsExpired', /one of the authorities above it is not/],
  ['CERT_HAS_EXPIRED', undefined, 0, 'TlsExpired', /is out of date/],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    certificate(),
    0,
    'TlsNameMismatch',
    /other names \(web\.example, /,
  ],
  ['HOSTNAME_MISMATCH', certificate({ names: [] }), 0, 'TlsNameMismatch', /it names nobody/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 0, 'TlsNameMismatch', /it names nobody/],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    certificate(),
    0,
    'TlsUntrusted',
    /issued by CN=Some Authority and bears the right name: .* intercepts TLS/,
  ],
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    certificate({ issuer: 'CN=web.example' }),
    0,
    'TlsUntrusted',
    /it has signed itself and bears/,
  ],
  [
    'CERT_UNTRUSTED',
    certificate({ names: ['*.example'] }),
    0,
    'TlsUntrusted',
    /bears the right name/,
  ],
  [
    'CERT_UNTRUSTED',
    certificate({ names: ['*.web.example'] }),
    0,
    'TlsUntrusted',
    /for other names/,
  ],
  [
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    certificate({ logged: true }),
    0,
    'TlsUntrusted',
    /issued by CN=Some Authority and is in public logs: this node's bundle is too old/,
  ],
  ['CERT_UNTRUSTED', undefined, 0, 'TlsUntrusted', /\(CERT_UNTRUSTED\)$/],
] as const;

for (const [code, shown, ahead, reason, message] of cases) {
  t.test(`${code}, others ${ahead} ms ahead: ${reason} ${message}`, async (t) => {
    t.match(certificateFault(url, tlsAnswer(code, shown), { ...alone, ahead }), {
      reason,
      message,
    });
  });
}

t.test('the evidence says whose certificate it is, and both clocks', async (t) => {
  t.same(
    certificateFault(url, tlsAnswer('CERT_HAS_EXPIRED', expired), { ...alone, ahead: -60_000 })
      .evidence,
    [
      'certificate of CN=web.example, issued by CN=Some Authority',
      'valid from 2026-01-01T00:00:00.000Z until 2026-11-21T07:59:59.000Z',
      'for web.example, *.web.example',
      "this node's clock: 2026-11-21T08:00:00.000Z",
      'the clock of others: 2026-11-21T07:59:00.000Z',
    ],
  );
});

t.test('dates that are none, and no names, are said to be', async (t) => {
  const odd = certificate({ validFrom: Number.NaN, validTo: Number.NaN, names: [] });
  t.match(certificateFault(url, tlsAnswer('X', odd), alone).evidence, [
    String,
    'valid from an unknown time until an unknown time',
    'for no name',
  ]);
  t.same(certificateFault(url, tlsAnswer('X'), alone).evidence, ['TLS: X']);
});

t.test('answers tell of each other: what time it is, and who signs for everybody', async (t) => {
  const page = certificate({ issuer: 'CN=Proxy', names: ['www.google.com'] });
  const forged = tlsAnswer('UNABLE_TO_VERIFY_LEAF_SIGNATURE', page);
  const around = surroundingsOf([
    asked(dated('2026-11-21T08:01:00Z')),
    asked(forged, { url: publicPage }),
  ]);
  t.same(around, { ahead: 60_000, interceptors: ['CN=Proxy'] });
});

t.test('an authority that signs for everybody is an intercepting proxy', async (t) => {
  const answer = tlsAnswer('SELF_SIGNED_CERT_IN_CHAIN', certificate());
  const around = { ...alone, interceptors: ['CN=Some Authority'] };
  t.match(certificateFault(url, answer, around), {
    reason: 'InterceptingProxy',
    message:
      /in the place of https:.*issued by CN=Some Authority, .*\(SELF_SIGNED_CERT_IN_CHAIN\)$/,
    evidence: [
      'certificate of CN=web.example, issued by CN=Some Authority',
      String,
      String,
      `it signs for ${publicPage}, too`,
    ],
  });
});

t.test('one that signs for a public server is one, too', async (t) => {
  const answer = tlsAnswer('SELF_SIGNED_CERT_IN_CHAIN', certificate({ names: ['quay.io'] }));
  t.match(certificateFault('https://quay.io/v2/', answer, alone), {
    reason: 'InterceptingProxy',
    evidence: { length: 3 },
  });
});
