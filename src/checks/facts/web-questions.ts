import { proxyFor } from '../../domain/no-proxy.ts';
import type { NodeSettings } from '../../domain/node-settings.ts';
import { answerOrError, ProbeError } from '../../domain/probe-error.ts';
import type { Probes } from '../../domain/probes.ts';
import { publicUrl } from '../../domain/public-url.ts';
import type { WebAnswer } from '../../domain/web.ts';
import { dockerHub, metadataService } from './needed-urls.ts';

/** A page that answers 204 and nothing else, so that whoever answers in its place shows. */
export const knownPage = 'http://google.com/generate_204';

export interface WebSettings {
  readonly urls: readonly string[];
  readonly unverifiedUrls: readonly string[];
  readonly caFile: string;
  readonly node: NodeSettings;
}

export interface WebQuestion {
  readonly url: string;
  /** This node needs it; else its silence means nothing. */
  readonly judged: boolean;
  /** Who asks it heeds the certificate. */
  readonly verified: boolean;
}

/** Its URL is without what may be secret. */
export interface Asked extends WebQuestion {
  readonly proxied: boolean;
  readonly answer: WebAnswer | ProbeError;
}

/** What to ask of this node's surroundings. */
export function questionsOf({ urls, unverifiedUrls, node }: WebSettings): readonly WebQuestion[] {
  const { external, magnum } = node;
  // Nobody has named this one: it only follows from another registry not being named.
  const needed = external === 'none' ? urls.filter((url) => url !== dockerHub) : urls;
  const given = [
    ...needed.map((url) => ({ url, judged: true, verified: true })),
    ...unverifiedUrls.map((url) => ({ url, judged: true, verified: false })),
  ];
  const page = { url: knownPage, judged: isPageNeeded(node), verified: true };
  const metadata = { url: metadataService, judged: false, verified: true };
  const asksPage = external === 'expected' || (external === 'auto' && given.length === 0);
  return [
    ...given,
    ...(asksPage ? [page] : []),
    ...(magnum && !urls.includes(metadataService) ? [metadata] : []),
  ];
}

/** Behind a proxy only what goes through it has to be in reach. */
const isPageNeeded = (node: NodeSettings): boolean =>
  node.external === 'expected' &&
  (!node.proxied || proxyFor(new URL(knownPage), node) !== undefined);

export async function askWeb(
  probes: Probes,
  question: WebQuestion,
  { caFile, node }: WebSettings,
): Promise<Asked> {
  const url = publicUrl(question.url);
  if (url === undefined) return unreadable(question);
  const proxy = proxyFor(new URL(url), node);
  const request = {
    url: question.url,
    ...(proxy !== undefined && { proxy }),
    ...(caFile !== '' && { caFile }),
  };
  const answer = await answerOrError(probes.web(request));
  return { ...question, url, proxied: proxy !== undefined, answer };
}

/** It is not shown: what nobody can take apart may hold a password anywhere. */
const unreadable = (question: WebQuestion): Asked => ({
  ...question,
  url: '',
  proxied: false,
  answer: new ProbeError('ToolFailed', 'external-http is given something that is no URL'),
});
