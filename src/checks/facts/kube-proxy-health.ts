import type { HttpAnswer, Probes } from '../../domain/probes.ts';
import { flagValue } from '../../domain/process-flags.ts';

/** What kube-proxy says of itself. */
export type KubeProxyHealth =
  | { readonly kind: 'well'; readonly because: string }
  | { readonly kind: 'failing' | 'silent' | 'refused'; readonly because: string }
  /** It offers no health, as an old one or one that was told so; its rules have to speak. */
  | { readonly kind: 'none'; readonly because: string };

const healthPort = '10256';
const metricsPort = '10249';

/**
 * /livez, since 1.28; before it /healthz, which also fails on purpose while the node is drained
 * (KEP-3836) and says so in nodeEligible.
 */
export async function askHealth(probes: Probes, args: readonly string[]): Promise<KubeProxyHealth> {
  const base = baseUrl(args, 'healthz', healthPort);
  if (base === undefined) return { kind: 'none', because: 'its health port is switched off' };
  const livez = await probes.http(`${base}/livez`);
  if (livez.kind === 'refused') return askMetricsPort(probes, args, base);
  if (livez.kind !== 'response' || livez.status !== 404) return healthOf(`${base}/livez`, livez);
  return healthOf(`${base}/healthz`, await probes.http(`${base}/healthz`));
}

/** Before 1.8 only the metrics port answered; a kube-proxy that waits for the API has both closed. */
async function askMetricsPort(
  probes: Probes,
  args: readonly string[],
  base: string,
): Promise<KubeProxyHealth> {
  const metrics = baseUrl(args, 'metrics', metricsPort);
  const answer = metrics === undefined ? undefined : await probes.http(`${metrics}/healthz`);
  return answer?.kind === 'response'
    ? { kind: 'none', because: 'it has no health port' }
    : {
        kind: 'refused',
        because: `${base} refuses connections: it starts, or waits for the API server`,
      };
}

/** iptables, ipvs, nftables, userspace; empty when kube-proxy does not tell. */
export async function askMode(probes: Probes, args: readonly string[]): Promise<string> {
  const base = baseUrl(args, 'metrics', metricsPort);
  const answer = base === undefined ? undefined : await probes.http(`${base}/proxyMode`);
  const told = answer?.kind === 'response' && answer.status === 200 ? answer.body.trim() : '';
  return told || (flagValue(args, 'proxy-mode') ?? '');
}

function baseUrl(args: readonly string[], name: string, port: string): string | undefined {
  const address = flagValue(args, `${name}-bind-address`) ?? '';
  // Before 1.18 it is an address without a port: ::1 as much as [::1]:10256.
  const told = /^(\[.*\]|[^:]*):(\d+)$/.exec(address);
  const host = told?.[1] ?? address;
  const chosen = flagValue(args, `${name}-port`) ?? told?.[2] ?? port;
  if (chosen === '0') return undefined;
  if (['', '0.0.0.0', '::', '[::]'].includes(host)) return `http://127.0.0.1:${chosen}`;
  return `http://${/^[^[].*:/.test(host) ? `[${host}]` : host}:${chosen}`;
}

function healthOf(url: string, answer: HttpAnswer): KubeProxyHealth {
  switch (answer.kind) {
    case 'refused':
      return { kind: 'refused', because: `${url} refuses connections` };
    case 'silent':
      return { kind: 'silent', because: `${url} does not answer (${answer.detail})` };
    case 'broken':
      return { kind: 'none', because: `${url} does not speak HTTP (${answer.detail})` };
    case 'response':
      return healthOfResponse(url, answer);
  }
}

function healthOfResponse(
  url: string,
  { status, body }: Extract<HttpAnswer, { kind: 'response' }>,
): KubeProxyHealth {
  if (status === 200) return { kind: 'well', because: `${url} says that it is well` };
  if (status !== 503) return { kind: 'none', because: `${url} answers ${status}` };
  if (/"nodeEligible":\s*false/.test(body) && !/"healthy":\s*false/.test(body))
    return { kind: 'well', because: 'the node is being drained' };
  const since = /"lastUpdated":\s*"([^"]{1,80})"/.exec(body)?.[1];
  const last = since === undefined ? '' : `, last update ${since}`;
  return { kind: 'failing', because: `${url} answers 503${last}` };
}
