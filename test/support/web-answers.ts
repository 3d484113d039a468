import type { Asked } from '../../src/checks/facts/web-questions.ts';
import type { Certificate, WebAnswer } from '../../src/domain/web.ts';

/** This node's clock in these answers. */
export const now = Date.parse('2026-11-21T08:00:00Z');

export const certificate = (overrides: Partial<Certificate> = {}): Certificate => ({
  subject: 'CN=web.example',
  issuer: 'CN=Some Authority',
  validFrom: Date.parse('2026-01-01T00:00:00Z'),
  validTo: Date.parse('2027-01-01T00:00:00Z'),
  names: ['web.example', '*.web.example'],
  logged: false,
  ...overrides,
});

type Response = Extract<WebAnswer, { kind: 'response' }>;
type TlsAnswer = Extract<WebAnswer, { kind: 'tls' }>;

export const response = (status: number, overrides: Partial<Response> = {}): Response => ({
  kind: 'response',
  status,
  headers: {},
  body: '',
  at: now,
  ...overrides,
});

/** An answer whose Date says what another clock said when ours said `now`. */
export const dated = (clock: string): Response => response(200, { headers: { date: clock } });

export const tlsAnswer = (code: string, shown?: Certificate): TlsAnswer => ({
  kind: 'tls',
  code,
  at: now,
  ...(shown && { certificate: shown }),
});

/** Of an answer to which no other has anything to add. */
export const alone = { ahead: undefined, interceptors: [] } as const;

/** A question that matters, and its answer. */
export const asked = (answer: Asked['answer'], overrides: Partial<Asked> = {}): Asked => ({
  url: 'https://web.example/',
  judged: true,
  verified: true,
  proxied: false,
  answer,
  ...overrides,
});
