import type { OwnSettings } from '../check.ts';
import type { NodeSettings } from '../node-settings.ts';
import type { CheckResult, NodeStatus } from '../report.ts';
import type { Findings, Verdict } from '../verdict.ts';

/** What a node does by itself. Whatever needs other nodes is not here: workers wait for masters. */
const local: readonly string[] = [
  'flannel-subnet-file',
  'flannel-daemon',
  'flannel-interface',
  'pod-bridge',
  'kernel-forwarding',
  'node-services',
];

/** The options that name what a node has to reach. */
const targetOptions: ReadonlyMap<string, readonly string[]> = new Map([
  ['external-ping', ['targets']],
  ['external-http', ['urls', 'unverifiedUrls']],
  ['node-dns', ['names']],
]);

/** What has to be well before Heat hears of success, unless an option says else. */
export const requiredByDefault = (
  checks: Readonly<Record<string, OwnSettings>>,
): readonly string[] =>
  Object.entries(checks)
    .filter(
      ([name, settings]) =>
        local.includes(name) ||
        targetOptions.get(name)?.some((option) => (settings[option] ?? []).length > 0),
    )
    .map(([name]) => name);

/** What was said of this node; it settles that there is nothing to judge. */
export type SettledBy = Pick<NodeSettings, 'flannel' | 'kubeProxy' | 'external'>;

/** A required check that does not satisfy, and why. */
export interface Unmet {
  readonly check: string;
  readonly health: Exclude<NodeStatus, 'healthy'>;
  readonly why: string;
}

/** Undefined when the check satisfies; without a result it was not asked. */
export function unmetBy(
  check: string,
  result: CheckResult | undefined,
  node: SettledBy,
): Unmet | undefined {
  if (result === undefined) return { check, health: 'unknown', why: `${check} does not run` };
  const { verdict } = result;
  if (verdict.status === 'unhealthy')
    return { check, health: 'unhealthy', why: summaryOf(verdict.findings) };
  const open = openIn(verdict, { check, node });
  return open === undefined ? undefined : { check, health: 'unknown', why: `${check}, ${open}` };
}

const summaryOf = ([{ reason, message }]: Findings): string => `${reason} ${message}`;

/** What a verdict that is not unhealthy leaves open. */
function openIn(
  verdict: Verdict,
  { check, node }: { readonly check: string; readonly node: SettledBy },
): string | undefined {
  const isServices = check === 'node-services';
  if (verdict.status === 'healthy') return isServices ? lackingIn(verdict.seen ?? []) : undefined;
  const { findings, status } = verdict;
  const summary = summaryOf(findings);
  if (status === 'notApplicable')
    return isSettled(findings[0].reason, node) ? undefined : `${summary}; nothing settles that`;
  const isAnswered = findings.every(({ answeredBy }) => answeredBy !== undefined);
  return isAnswered && !isServices ? undefined : summary;
}

const runtimes = ['docker', 'containerd', 'crio'];

/** Early in a boot what is installed later is no service that has failed: it has to be seen. */
function lackingIn(seen: readonly string[]): string | undefined {
  const hasRuntime = runtimes.some((runtime) => seen.includes(runtime));
  if (hasRuntime && seen.includes('kubelet')) return undefined;
  return `${hasRuntime ? 'the kubelet' : 'a container runtime'} is not seen to run`;
}

/**
 * Early in a boot nothing has left a trace yet, so that only somebody's word makes "not applicable"
 * final. Two reasons come with flannel's own files: then flannel is there, and has no such device.
 */
function isSettled(reason: string, { flannel, kubeProxy, external }: SettledBy): boolean {
  switch (reason) {
    case 'NoFlannelInterface':
    case 'NoPodBridge':
      return true;
    case 'NoFlannel':
      return flannel === 'none';
    case 'KubeProxyNotExpected':
      return kubeProxy === 'none';
    case 'NoExternalAccess':
      return external === 'none';
    default:
      return false;
  }
}
