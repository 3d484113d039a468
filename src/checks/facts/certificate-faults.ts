import type { Certificate, WebAnswer } from '../../domain/web.ts';
import { interceptorOf, interceptorsOf, isFor, publicPage } from './interceptors.ts';
import type { Asked } from './web-questions.ts';

type TlsAnswer = Extract<WebAnswer, { kind: 'tls' }>;

interface CertificateFault {
  readonly reason:
    | 'TlsUntrusted'
    | 'InterceptingProxy'
    | 'TlsExpired'
    | 'TlsNameMismatch'
    | 'ClockSkew';
  readonly message: string;
  readonly evidence: readonly string[];
}

/** What all answers together say of each. */
export interface Surroundings {
  /** What clockAhead says. */
  readonly ahead: number | undefined;
  /** What interceptorsOf says. */
  readonly interceptors: readonly string[];
}

const dateCodes: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];
const nameCodes: readonly string[] = ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'];

/** A server's certificate is outside of its dates: the question is whose clock is wrong. */
export const doubtsTheClock = ({ answer }: Asked): boolean =>
  'code' in answer && dateCodes.includes(answer.code);

/** By how much the clocks of others are ahead of this node's; undefined when none was seen. */
export function clockAhead(asked: readonly Asked[]): number | undefined {
  const differences = asked.flatMap(({ answer }) => {
    if (!('headers' in answer)) return [];
    const difference = Date.parse(answer.headers['date'] ?? '') - answer.at;
    return Number.isNaN(difference) ? [] : [difference];
  });
  // One server whose own clock is wrong must not outvote the others.
  return differences.sort((a, b) => a - b)[Math.floor(differences.length / 2)];
}

export const surroundingsOf = (asked: readonly Asked[]): Surroundings => ({
  ahead: clockAhead(asked),
  interceptors: interceptorsOf(asked),
});

export function certificateFault(
  url: string,
  answer: TlsAnswer,
  { ahead, interceptors }: Surroundings,
): CertificateFault {
  const evidence = evidenceOf(answer);
  if (dateCodes.includes(answer.code)) return dateFault(url, answer, ahead);
  if (nameCodes.includes(answer.code))
    return {
      reason: 'TlsNameMismatch',
      message: `${url} shows a certificate for other names (${namesOf(answer)})`,
      evidence,
    };
  const interceptor = interceptorOf({ url, answer }, interceptors);
  if (interceptor === undefined)
    return { reason: 'TlsUntrusted', message: untrusted(url, answer), evidence };
  const too = interceptors.includes(interceptor) ? [`it signs for ${publicPage}, too`] : [];
  return {
    reason: 'InterceptingProxy',
    message: `somebody on the way answers in the place of ${url}: the certificate was issued by ${interceptor}, which is no public authority and signs for public servers (${answer.code})`,
    evidence: [...evidence, ...too],
  };
}

function dateFault(url: string, answer: TlsAnswer, ahead: number | undefined): CertificateFault {
  const { certificate, at, code } = answer;
  const evidence = [...evidenceOf(answer), `this node's clock: ${timeOf(at)}`];
  if (ahead === undefined)
    return { reason: 'TlsExpired', message: outOfDate(url, answer), evidence };
  const there = at + ahead;
  const clocks = [...evidence, `the clock of others: ${timeOf(there)}`];
  if (!isCurrent(certificate, at) && isCurrent(certificate, there))
    return {
      reason: 'ClockSkew',
      message: `this node's clock says ${timeOf(at)}, others say ${timeOf(there)}: then the certificate of ${url} is valid, now it is not (${code})`,
      evidence: clocks,
    };
  return { reason: 'TlsExpired', message: outOfDate(url, answer), evidence: clocks };
}

const isCurrent = (certificate: Certificate | undefined, time: number): boolean =>
  certificate !== undefined && certificate.validFrom <= time && time <= certificate.validTo;

function outOfDate(url: string, { certificate, at, code }: TlsAnswer): string {
  if (certificate === undefined) return `the certificate of ${url} is out of date (${code})`;
  if (at > certificate.validTo)
    return `the certificate of ${url} expired on ${timeOf(certificate.validTo)}`;
  if (at < certificate.validFrom)
    return `the certificate of ${url} is not valid before ${timeOf(certificate.validFrom)}`;
  return `the certificate of ${url} is valid, but one of the authorities above it is not (${code}), beginning with ${certificate.issuer}`;
}

function untrusted(url: string, { certificate, code }: TlsAnswer): string {
  const message = `nobody whom this node trusts vouches for the certificate of ${url} (${code})`;
  if (certificate === undefined) return message;
  const { subject, issuer } = certificate;
  const signer = issuer === subject ? 'it has signed itself' : `it was issued by ${issuer}`;
  if (!isFor(certificate, url)) return `${message}; ${signer}, for other names`;
  return certificate.logged
    ? `${message}; ${signer} and is in public logs: this node's bundle is too old, or the server leaves out a part of the chain`
    : `${message}; ${signer} and bears the right name: this node lacks an authority, or a proxy on the way intercepts TLS`;
}

const namesOf = ({ certificate }: TlsAnswer): string =>
  certificate?.names.join(', ') || 'it names nobody';

function evidenceOf({ certificate, code }: TlsAnswer): readonly string[] {
  if (certificate === undefined) return [`TLS: ${code}`];
  const { subject, issuer, validFrom, validTo, names } = certificate;
  return [
    `certificate of ${subject}, issued by ${issuer}`,
    `valid from ${timeOf(validFrom)} until ${timeOf(validTo)}`,
    `for ${names.join(', ') || 'no name'}`,
  ];
}

/** A certificate's dates come from outside, and may be none. */
const timeOf = (time: number): string =>
  Number.isNaN(time) ? 'an unknown time' : new Date(time).toISOString();
