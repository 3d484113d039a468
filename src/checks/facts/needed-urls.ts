import { isMagnum, setIn } from '../../domain/magnum.ts';
import { publicUrl } from '../../domain/public-url.ts';

type HeatParams = ReadonlyMap<string, string>;

/** Where images come from that name no registry. */
export const dockerHub = 'https://registry-1.docker.io/v2/';

/** Where an OpenStack server learns of itself. */
export const metadataService = 'http://169.254.169.254/latest/meta-data/local-ipv4';

/** What a node of Magnum's has to reach, separated by commas; undefined: nothing is known. */
export const neededUrls = (params: HeatParams): string | undefined =>
  joined([
    ...(verifies(params) ? openStackUrls(params) : []),
    ...registry(params),
    ...originsOf([params.get('ETCD_DISCOVERY_URL')]),
    // Magnum's scripts ask for the address only where Heat did not tell it.
    ...(params.get('KUBE_NODE_IP') === '' ? [metadataService] : []),
  ]);

/** The part of it that Magnum's scripts ask with `curl -k`. */
export const unverifiedUrls = (params: HeatParams): string | undefined =>
  joined(verifies(params) ? [] : openStackUrls(params));

const joined = (urls: readonly string[]): string | undefined =>
  urls.length === 0 ? undefined : urls.join(',');

const verifies = (params: HeatParams): boolean =>
  params.get('VERIFY_CA')?.toLowerCase() !== 'false';

/** Identity, Magnum, and Heat, whose endpoint only the wait condition's handle names. */
function openStackUrls(params: HeatParams): readonly string[] {
  const signal = /https?:\/\/[^\s'"]+/.exec(params.get('WAIT_CURL') ?? '')?.[0];
  const apis = [setIn(params, 'AUTH_URL'), setIn(params, 'MAGNUM_URL')];
  return [
    ...apis.flatMap((url) => publicUrl(url ?? '') ?? []),
    ...originsOf([signal ?? setIn(params, 'WAIT_HANDLE_ENDPOINT', 'WAIT_HANDLE')]),
  ];
}

/** Paths and queries of these are secrets: a token of the cluster, a signature. */
const originsOf = (urls: readonly (string | undefined)[]): readonly string[] =>
  urls.flatMap((url) => {
    const parsed = URL.parse(url ?? '');
    return parsed === null || parsed.host === '' ? [] : [`${parsed.origin}/`];
  });

/**
 * The registry of Magnum's own images. An insecure one is asked in plain HTTP, which one that
 * speaks TLS answers too, if only to refuse; without a port nobody knows which of the two it is.
 */
function registry(params: HeatParams): readonly string[] {
  const insecure = hostOf(setIn(params, 'INSECURE_REGISTRY_URL'));
  const own = hostOf(setIn(params, 'CONTAINER_INFRA_PREFIX')) ?? insecure;
  if (own === undefined) return isMagnum(params) ? [dockerHub] : [];
  if (!/[.:]/.test(own) || own === 'docker.io') return [dockerHub];
  if (own !== insecure) return [`https://${own}/v2/`];
  return own.includes(':') ? [`http://${own}/v2/`] : [];
}

/** Of registry.example:5000/magnum/ what stands before the first slash. */
const hostOf = (prefix: string | undefined): string | undefined =>
  prefix?.replace(/^https?:\/\//, '').split('/')[0];
