import type { Certificate } from '../../domain/web.ts';
import type { Asked } from './web-questions.ts';

/** A page that no cloud keeps a copy of: whoever signs for it signs for everybody. */
export const publicPage = 'https://www.google.com/generate_204';

/** Sites that nodes fetch from and whose real certificates are in public logs. */
const publicSites = [
  'docker.io',
  'etcd.io',
  'gcr.io',
  'ghcr.io',
  'google.com',
  'k8s.io',
  'pkg.dev',
  'quay.io',
];

/** A certificate that has signed itself is not among them: it tells of no authority. */
const unknownAuthority: readonly string[] = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

type Answered = Pick<Asked, 'url' | 'answer'>;

/** A private authority of the cloud's own looks the same until a public page is asked. */
export const doubtsTheAuthority = (asked: Asked): boolean =>
  asked.verified && privateAuthority(asked) !== undefined && !isPublic(asked);

/** The authorities, seldom more than one, that were seen to sign for everybody. */
export const interceptorsOf = (asked: readonly Asked[]): readonly string[] =>
  asked.flatMap((each) => (each.url === publicPage ? (privateAuthority(each) ?? []) : []));

/** The authority in whose name somebody answers in the place of the server; undefined: not seen. */
export function interceptorOf(
  answered: Answered,
  interceptors: readonly string[],
): string | undefined {
  const authority = privateAuthority(answered);
  return authority !== undefined && (isPublic(answered) || interceptors.includes(authority))
    ? authority
    : undefined;
}

/** Who has signed for the name that was asked, known neither to this node nor to public logs. */
function privateAuthority({ url, answer }: Answered): string | undefined {
  if (!('code' in answer) || !unknownAuthority.includes(answer.code)) return undefined;
  const { certificate } = answer;
  return certificate !== undefined && !certificate.logged && isFor(certificate, url)
    ? certificate.issuer
    : undefined;
}

const isPublic = ({ url }: Answered): boolean =>
  publicSites.some((site) => `.${new URL(url).hostname}`.endsWith(`.${site}`));

/** Whether a certificate names the host of a URL. A wildcard stands for one label. */
export function isFor({ names }: Certificate, url: string): boolean {
  const host = new URL(url).hostname;
  return names.some(
    (name) =>
      name === host || (name.startsWith('*.') && name.slice(1) === host.replace(/^[^.]+/, '')),
  );
}
