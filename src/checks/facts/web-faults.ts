import { ProbeError } from '../../domain/probe-error.ts';
import type { Finding } from '../../domain/verdict.ts';
import type { WebAnswer } from '../../domain/web.ts';
import { certificateFault, type Surroundings } from './certificate-faults.ts';
import { type Asked, knownPage } from './web-questions.ts';

export type WebReason =
  | 'HttpUnreachable'
  | 'HttpStatus'
  | 'CaptivePortal'
  | 'ProxyUnreachable'
  | 'ProxyRefused'
  | 'TlsUntrusted'
  | 'InterceptingProxy'
  | 'TlsExpired'
  | 'TlsNameMismatch'
  | 'ClockSkew';

type Response = Extract<WebAnswer, { kind: 'response' }>;

/** What is wrong with an answer, if anything. */
export function faultOf(asked: Asked, around: Surroundings): Finding<WebReason> | undefined {
  const { url, answer } = asked;
  if (answer instanceof ProbeError) return undefined;
  switch (answer.kind) {
    case 'response':
      return faultOfResponse(asked, answer);
    case 'tls':
      return asked.verified
        ? { ...certificateFault(url, answer, around), subject: url }
        : undefined;
    case 'unresolved':
      return unreachable(asked, `${answer.host} does not resolve (${answer.detail})`);
    case 'broken':
      return unreachable(asked, `no proper answer came (${answer.detail})`);
    case 'unreachable':
      return answer.via === undefined
        ? unreachable(asked, answer.detail)
        : proxyUnreachable(answer.via, url, answer.detail);
    case 'proxyRefused':
      return proxyRefused(asked, answer);
  }
}

const throughProxy = ({ proxied }: Asked): string => (proxied ? ' through the proxy' : '');

const unreachable = (asked: Asked, problem: string): Finding<WebReason> => ({
  reason: 'HttpUnreachable',
  subject: asked.url,
  message: `${asked.url} is out of reach${throughProxy(asked)}: ${problem}`,
});

const proxyUnreachable = (via: string, url: string, detail: string): Finding<WebReason> => ({
  reason: 'ProxyUnreachable',
  subject: via,
  message: `the proxy ${via}, through which this node asks ${url}, is out of reach: ${detail}`,
});

/** With 5xx a proxy says that it cannot reach the other side, else that it does not want to. */
function proxyRefused(
  asked: Asked,
  { status, via }: Extract<WebAnswer, { kind: 'proxyRefused' }>,
): Finding<WebReason> {
  if (status >= 500) return unreachable(asked, `the proxy ${via} answers ${status}`);
  const why = status === 407 ? 'it wants other credentials' : 'it does not let this node through';
  return {
    reason: 'ProxyRefused',
    subject: asked.url,
    message: `the proxy ${via} refuses ${asked.url} with ${status}: ${why}`,
  };
}

function faultOfResponse(asked: Asked, response: Response): Finding<WebReason> | undefined {
  const { url } = asked;
  const { status, headers } = response;
  const portal = portalOf(url, response);
  if (portal !== undefined)
    return { reason: 'CaptivePortal', subject: url, message: `${url} is answered ${portal}` };
  if (!isUseless(url, status)) return undefined;
  return {
    reason: 'HttpStatus',
    subject: url,
    message: `${url} answers ${status}${throughProxy(asked)}`,
    evidence: ['server', 'via', 'retry-after'].flatMap((name) =>
      headers[name] === undefined ? [] : [`${name}: ${headers[name]}`],
    ),
  };
}

/** A registry that does not know /v2/, or denies even to ask for credentials, gives no images. */
const isUseless = (url: string, status: number): boolean =>
  status >= 500 || (url.endsWith('/v2/') && [403, 404].includes(status));

/** Who answers in the place of a plain server; undefined: itself, as far as can be seen. */
function portalOf(url: string, { status, headers, body }: Response): string | undefined {
  if (status === 511) return 'with 511: somebody has to log in first';
  if (url !== knownPage) return undefined;
  if (status < 300 && body !== '') return `by a page that is not its own (status ${status})`;
  const location = URL.parse(headers['location'] ?? '', url);
  return status < 400 && location !== null && !isSameSite(location.hostname, new URL(url).hostname)
    ? `with a redirect to ${location.host}`
    : undefined;
}

const isSameSite = (a: string, b: string): boolean => a === b || a.endsWith(`.${b}`);
