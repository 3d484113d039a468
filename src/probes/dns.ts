import { Resolver } from 'node:dns/promises';
import { errorCode, errorText } from '../domain/error-code.ts';
import { ProbeError } from '../domain/probe-error.ts';
import type { DnsAnswer } from '../domain/probes.ts';
import { type Limits, noAnswer, within } from './within.ts';

export interface DnsQuestion {
  /** An address; a port may follow as in 10.0.0.2:5353 or [fd00::2]:5353. */
  readonly server: string;
  readonly name: string;
}

/** The errors that are a server's own words. */
const negative: Readonly<Record<string, string>> = {
  ENOTFOUND: 'NXDOMAIN',
  ENODATA: 'NODATA',
  ESERVFAIL: 'SERVFAIL',
  EREFUSED: 'REFUSED',
  EFORMERR: 'FORMERR',
  ENOTIMP: 'NOTIMP',
  EBADRESP: 'BADRESP',
};

/** Asks for IPv4 addresses, and for IPv6 addresses where the name has none of the former. */
export async function resolve({ server, name }: DnsQuestion, limits: Limits): Promise<DnsAnswer> {
  const resolver = new Resolver({ timeout: limits.timeoutMs, tries: 1 });
  try {
    resolver.setServers([server]);
  } catch {
    return { kind: 'silent', detail: `${server} is not an address` };
  }
  return within<DnsAnswer>({ ...limits, late: noAnswer(limits) }, async (done) => {
    done.addEventListener('abort', () => resolver.cancel(), { once: true });
    const answer = await answerOf(resolver.resolve4(name));
    const hasNoIpv4 = answer.kind === 'negative' && answer.code === 'NODATA';
    return hasNoIpv4 ? answerOf(resolver.resolve6(name)) : answer;
  });
}

async function answerOf(query: Promise<readonly string[]>): Promise<DnsAnswer> {
  try {
    return { kind: 'resolved', addresses: await query };
  } catch (error) {
    return dnsAnswerOf(error);
  }
}

export function dnsAnswerOf(error: unknown): DnsAnswer {
  const code = errorCode(error);
  const told = negative[code];
  if (told !== undefined) return { kind: 'negative', code: told };
  if (code === 'EBADNAME') throw new ProbeError('ToolFailed', errorText(error), { cause: error });
  return { kind: 'silent', detail: errorText(error) };
}
